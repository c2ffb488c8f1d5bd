"""The names in the templates of the desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from accounts.delegation.delegate import active_delegations
from accounts.models import Delegation, Role, User
from accounts.page import names_of
from accounts.requests import SignedIn
from reports.display.changes import Change, Turned, changes_between, turned, with_threads
from reports.display.findings import Group, ShownFinding, grouped
from reports.display.move_buttons import WithMoves, offered_moves
from reports.display.outliers import Unusual, to_review, without_jumps
from reports.display.peers import beside
from reports.display.printed import PrintedTable, place_link, sheets
from reports.display.threads import (
    ShownThread,
    in_one_reason,
    shown_threads,
    without_comments,
)
from reports.drafts.access import desk_reports
from reports.drafts.rule_context import likenesses
from reports.form.edition import Section
from reports.form.places import Place, places_in
from reports.models import REVIEW_STATES, Report, Submission
from reports.review.beside import Neighbours, filtered_queue, neighbours
from reports.review.queue import QueueStatus, first_reviewer_of, queue_status_of
from reports.review.unchanged import answered_unchanged
from reports.rules.narrative import texts_say_something
from reports.workflow.available_moves import as_taken_up
from reports.workflow.custody import with_looks
from reports.workflow.history import history_of
from reports.workflow.models import Transition
from reports.workflow.notices_to_file import Step, in_between
from reports.workflow.phrases import phrases_of
from reports.workflow.review_checklist import ReviewPoint, checklist
from reports.workflow.submissions import explained_when_filed, found_when_filed
from reports.workflow.views import MAX_REASON

COPIES_SHOWN = 4
ASKED_BACK = ("return", "reopen", "correct")


@dataclass(frozen=True)
class Copy:
    """How much of a section is copied verbatim from another agency's report, and whose it is."""

    section: Section
    percent: int
    other: Report


@dataclass(frozen=True, kw_only=True)
class DeskPage(WithMoves):
    submission: Submission
    before: Submission | None
    place: QueueStatus
    first_reviewer: User | None
    copies: Sequence[Copy]
    history: Sequence[Step]
    submitted: Transition | None
    standing_in: Iterable[Delegation]
    asked_back: Sequence[AskedBack]
    unchanged: Sequence[ShownThread]  # answered, and nothing came of it
    neighbours: Neighbours
    threads: Sequence[ShownThread]
    shows_last_year: bool
    unusual: Unusual
    groups: Sequence[Group]
    changes: Sequence[Change]
    turned: Turned | None
    sheets: Sequence[PrintedTable]
    places: Sequence[tuple[str, Sequence[Place]]]  # to comment on
    points: Sequence[ReviewPoint]
    points_done: int
    may_tick: bool
    takes_up: bool  # the first tick begins the review
    may_publish: bool
    query: str


def desk_page(request: SignedIn, report: Report) -> DeskPage:
    user, moves = request.user, offered_moves(report, request.user)
    newest, before = _two_newest(report, user)
    history = history_of(report, at_desk=True)
    told = shown_threads(report, report.threads.all(), place_link)
    unchanged = answered_unchanged(report, told, newest)
    taken, copies = as_taken_up(report, user), _copies(user, report, newest)
    form, points = _form(report, newest, before, told), points_of(taken or report)
    return DeskPage(
        report=report,
        submission=newest,
        before=before,
        place=queue_status_of(report),
        first_reviewer=first_reviewer_of(report),
        copies=copies,
        history=in_between(history, report.notices_to_file.select_related("by")),
        submitted=next((made for made in history if made.submission_id == newest.pk), None),
        standing_in=active_delegations([report.agency_id]),
        asked_back=asked_back(history, told),
        unchanged=unchanged,
        neighbours=neighbours(filtered_queue(request, report), report),
        threads=_still_to_tell(told, unchanged, form.changes),
        **names_of(replace(form, groups=_without_copies(form.groups, newest, copies))),
        composed=in_one_reason(told, MAX_REASON),
        places=places_to_comment(report, user),
        points=points,
        points_done=sum(point.at is not None for point in points),
        may_tick=(taken or report).reviewer == user,
        takes_up=taken is not None,
        phrases=phrases_of(user),  # asked where somebody can write
        may_publish=user.has_role(Role.REVIEWER),
        query=request.GET.urlencode(),
        offers=moves.offers,
        main_move=moves.main_move,
        colleagues=moves.colleagues,
    )


def _two_newest(report: Report, user: User) -> tuple[Submission, Submission | None]:
    filed = list(with_looks(report, user).select_related("by", "past").order_by("-number")[:2])
    return filed[0], filed[1] if filed[1:] else None


@dataclass(frozen=True)
class AskedBack:
    """A return, and what its reason says besides the comments on this page."""

    made: Transition
    reason: str


def asked_back(history: Sequence[Transition], threads: Sequence[ShownThread]) -> list[AskedBack]:
    """Return what was sent back, newest first; returns between reviewers only until settled."""
    latest = history[0] if history else None
    return [
        AskedBack(made, without_comments(made.reason, threads))
        for made in history
        if made.move in ASKED_BACK or (made is latest and made.move == "back_to_first")
    ]


def _still_to_tell(
    threads: Sequence[ShownThread], unchanged: Sequence[ShownThread], changes: Sequence[Change]
) -> list[ShownThread]:
    """Return the threads for the list of comments: not those that stand above all, and of those
    beside a change only what is to be done."""
    above = {one.thread.pk for one in unchanged}
    beside_change = {one.thread.pk for change in changes for one in change.threads}
    return [
        replace(one, is_told_above=one.thread.pk in beside_change)
        for one in threads
        if one.thread.pk not in above
    ]


def _without_copies(
    groups: Sequence[Group], submission: Submission, copies: Sequence[Copy]
) -> list[Group]:
    """Leave out what the rules say of texts that are listed with whose they are."""
    copied = {copy.section.code for copy in copies}
    of_copies = {r.id for r in submission.edition.rules if r.check == texts_say_something.__name__}

    def is_told(one: ShownFinding) -> bool:
        found = one.finding
        return found.severity == "info" and found.rule in of_copies and found.section in copied

    kept = (
        replace(group, findings=[one for one in group.findings if not is_told(one)])
        for group in groups
    )
    return [group for group in kept if group.findings]


@dataclass(frozen=True)
class MarkedForm:
    """The submission as printed, with findings, changes and comments."""

    shows_last_year: bool
    unusual: Unusual
    groups: Sequence[Group]
    changes: Sequence[Change]
    turned: Turned | None
    sheets: Sequence[PrintedTable]
    marked: Sequence[str]


def _form(
    report: Report, newest: Submission, before: Submission | None, threads: Sequence[ShownThread]
) -> MarkedForm:
    held, reasons = beside(report), explained_when_filed(newest)
    findings = found_when_filed(newest)
    unusual = to_review(newest.edition, newest.content, held, findings, place_link, reasons)
    previous = next((one for one in held.earlier if one.year == newest.year - 1), None)
    changes = _changes(before, newest, threads) if before else []
    changed = [change.place for change in changes]
    unsettled = [one.place for one in threads if one.state != "resolved"]
    commented = [place.cell for place in unsettled]
    found = (changed, commented, unusual.cells)
    return MarkedForm(
        shows_last_year=previous is not None,
        unusual=unusual,
        groups=grouped(newest.edition, unusual.findings, place_link, reasons),
        changes=changes,
        turned=_turned(before, newest) if before else None,
        sheets=sheets(newest, unusual.findings, previous, *found),
        marked=list(dict.fromkeys(place.name for place in unsettled if place.name)),
    )


def _changes(
    before: Submission, newest: Submission, threads: Sequence[ShownThread]
) -> list[Change]:
    """Return changes with the threads on the previous submission, and unsettled earlier ones."""
    found = changes_between(newest.edition, before.content, newest.content, place_link)
    asked = (one for one in threads if one.thread.number < newest.number)
    return with_threads(
        found, [o for o in asked if o.thread.number == before.number or o.state != "resolved"]
    )


def _turned(before: Submission, newest: Submission) -> Turned:
    """Compare findings, without those listed under the newest submission's outliers."""
    was, now = (without_jumps(s.edition, found_when_filed(s)) for s in (before, newest))
    return turned(was, now)


def places_to_comment(report: Report, user: User) -> list[tuple[str, Sequence[Place]]]:
    """Return every place of the form, by section, if the user holds the review."""
    if report.state not in REVIEW_STATES or report.reviewer_id != user.pk:
        return []
    return [(section.title, places_in(section)) for section in report.edition.sections]


def points_of(report: Report) -> list[ReviewPoint]:
    """Return the campaign's review points; whoever holds the review may tick them."""
    if report.state not in REVIEW_STATES or report.reviewer is None:
        return []
    return checklist(report, report.reviewer)


def _copies(user: User, report: Report, submission: Submission) -> list[Copy]:
    """Return copies from reports on the reviewer's own desk; agencies are told no names (N-R12)."""
    found = likenesses(report, submission.content)[:COPIES_SHOWN]
    others = desk_reports(user).in_bulk([like.report for like in found]) if found else {}
    sections = submission.edition.by_code
    return [
        Copy(sections[like.section], round(like.share * 100), others[like.report])
        for like in found
        if like.report in others
    ]
