"""Notices about a report: each move is told to those who act next or wait for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Role, User
from accounts.models.scope import reviewers_over
from accounts.notifications.notify import Message, close_notices, compose, notify, notify_each
from reports.campaigns.deadlines import deadline_of
from reports.drafts.access import LEADERS
from reports.drafts.notify import people_at
from reports.models import AGENCY_STATES, REVIEW_STATES, Concession, State
from reports.workflow.models import NoticeToFile, Transition
from reports.workflow.moves import FORWARD
from reports.workflow.states import DECIDING_ROLES

AGENCY_READERS = (Role.REPORTER, Role.OFFICE)


@dataclass(frozen=True)
class Told:
    """Whom a move concerns, the page it links to, and its words (templates/workflow/told/)."""

    people: Callable[[Transition], Iterable[User]]
    page: str
    words: str
    wants_step: bool = True  # of those told: their notice stays open until the next move


def _at_agency(*roles: str) -> Callable[[Transition], Iterable[User]]:
    return lambda made: people_at(made.report.agency, roles)


def _reviewers(made: Transition) -> Iterable[User]:
    return reviewers_over(made.report.agency.region)


def _who_reviews(made: Transition) -> Iterable[User]:
    return [made.report.reviewer] if made.report.reviewer else []


def _waits(role: Role) -> Told:
    """A report has come up to whoever decides on it; leaders have a page of their own for that."""
    page = "agency:decide" if role in LEADERS else "agency:report"
    return Told(_at_agency(role), page, "waits")


def _from_whom(made: Transition) -> Iterable[User]:
    """Whose step it was until the report was called back."""
    return people_at(made.report.agency, FORWARD[State(made.source)].roles)


_DRAFTERS = _at_agency(*AGENCY_READERS)

# By move and the state it leads to. Whoever made it is not notified.
TOLD: Mapping[tuple[str, State], Told] = {
    **{("pass_on", state): _waits(role) for state, role in DECIDING_ROLES.items()},
    ("sign", State.READY): Told(_at_agency(Role.OFFICE), "agency:report", "signed"),
    **{("call_back", state): Told(_from_whom, "agency:report", "called_back", wants_step=False)
       for state in AGENCY_STATES - {State.READY}},
    ("send_back", State.DRAFTING): Told(_DRAFTERS, "agency:report", "sent_back"),
    ("submit", State.SUBMITTED): Told(_reviewers, "review:desk", "submitted"),
    **{("hand_over", state): Told(_who_reviews, "review:desk", "handed_over")
       for state in REVIEW_STATES},
    **{("reassign", state): Told(_who_reviews, "review:desk", "handed_over")
       for state in REVIEW_STATES},
    ("approve", State.FIRST_PASSED): Told(_reviewers, "review:desk", "first_passed"),
    ("back_to_first", State.IN_REVIEW): Told(_who_reviews, "review:desk", "back_to_first"),
    ("return", State.RETURNED): Told(_DRAFTERS, "agency:report", "returned"),
    ("approve", State.APPROVED): Told(_DRAFTERS, "agency:report", "approved", wants_step=False),
    ("publish", State.PUBLISHED): Told(_DRAFTERS, "agency:report", "published", wants_step=False),
    ("unpublish", State.APPROVED): Told(_DRAFTERS, "agency:report", "unpublished",
                                      wants_step=False),
    ("reopen", State.IN_REVIEW): Told(_DRAFTERS, "agency:report", "reopened", wants_step=False),
    ("correct", State.RETURNED): Told(_DRAFTERS, "agency:report", "to_correct"),
}  # fmt: skip


def notify_of_move(made: Transition) -> None:
    """Close what asked for this move and notify people of it, in its transaction, so that nobody
    hears of one that is rolled back."""
    close_notices(made.report.trail_name)
    target = State(made.target)
    told = TOLD.get((made.move, target))
    if told is None:
        return
    people = [person for person in told.people(made) if person.pk != made.actor_id]
    context = {"made": made, "report": made.report, "state": target.label}
    link = reverse(told.page, kwargs={"pk": made.report_id})
    wants = made.report.trail_name if told.wants_step else ""
    template = f"workflow/told/{told.words}.txt"
    notify(people, compose(f"move.{made.move}", template, context, link, wants=wants))


def notify_of_concession(one: Concession) -> None:
    """Notify the agency that a concession was granted or withdrawn; who is released from filing is
    not asked for anything any more."""
    if one.kind == Concession.Kind.RELEASE and not one.withdrawn_at:
        close_notices(one.report.trail_name)
    link = reverse("agency:report", kwargs={"pk": one.report_id})
    act = "withdraw" if one.withdrawn_at else "give"
    words = compose(
        f"{one.kind}.{act}", "workflow/concession.txt", {"one": one, "report": one.report}, link
    )
    notify(people_at(one.report.agency, AGENCY_READERS), words)


def notify_to_file(
    notices_to_file: Sequence[NoticeToFile], readers: Mapping[int, Mapping[int, User]]
) -> None:
    """Notify everybody who fills in, submits or now has one of these reports; `readers` are by
    agency."""
    notify_each((readers[one.report.agency_id].values(), _urged(one)) for one in notices_to_file)


def _urged(urging: NoticeToFile) -> Message:
    report = urging.report
    context = {"urging": urging, "report": report, "due": deadline_of(report)}
    link = reverse("agency:report", kwargs={"pk": report.pk})
    template, wants = "workflow/notice_to_file.txt", report.trail_name
    return compose("report.urge", template, context, link, wants=wants)
