"""The whole way of a report, against a small model written apart from the table of moves.

The model below is written from the description of the twelve states; it knows people by what they
are and a report by a few facts. The machine must agree with it at every step.
"""

import datetime as dt
import itertools
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils.timezone import localdate
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.delegation.delegate import (
    DelegationRefused,
    DelegationRequest,
    delegate,
    end_delegation,
)
from accounts.models import AGENCY_ROLES, BUREAU_ROLES, Delegation, Event, Role, Route, User
from accounts.trail.record import verify
from reports.drafts.assignments import Assignment, assign, assignment_of, mark_done
from reports.drafts.merging import Entry
from reports.drafts.storage import ReportNotEditable, write_section
from reports.models import Campaign, Concession, Report, ReportSection, State
from reports.workflow import grant_concession
from reports.workflow.custody import note_opening
from reports.workflow.machine import make_move
from reports.workflow.models import Thread
from reports.workflow.moves import MOVE_NAMES, MOVES, Move
from reports.workflow.refusals import MoveRefused, NotYours, OutOfDate, WrongState
from reports.workflow.threads import CommentRefused, answer, ask, ask_on, resolve
from tests.support.factories import (
    SECOND,
    TEXTS,
    actor,
    bureau_of,
    fill_report,
    make_agency,
    make_filled_report,
    make_region,
    make_report,
    make_user,
    move_on,
    move_to,
    person_at,
    read_again,
    waiting_for,
    who_makes,
)
from tests.support.lengths import examples

pytestmark = pytest.mark.django_db

# The model -----------------------------------------------------------------------------------

ROUTES = {
    Route.FULL: ["drafting", "office_review", "deputy_review", "head_approval", "ready"],
    Route.OFFICE: ["drafting", "office_review", "head_approval", "ready"],
    Route.DEPUTY: ["drafting", "deputy_review", "head_approval", "ready"],
    Route.SHORT: ["drafting", "head_approval", "ready"],
}
ROLES = {  # at the agency
    "reporter": {"reporter"},
    "office": {"office"},
    "deputy": {"deputy"},
    "head": {"head"},
    "drafting head": {"head", "reporter"},
    "reviewer of the agency": {"office"},
}
DRAFTED = {"reporter", "drafting head"}  # who entered what stands in it
LENT = ("office", "deputy", "head")  # also the people who lend theirs
HOLDERS = {
    "office_review": "office",
    "deputy_review": "deputy",
    "head_approval": "head",
    "ready": "office",
}
CALL_BACK = {  # whose move may have led there
    "office_review": {"reporter", "office"},
    "deputy_review": {"reporter", "office"},
    "head_approval": {"reporter", "office", "deputy"},
    "ready": {"head"},
}
LOOKS = ("office_review", "deputy_review", "head_approval")
PEOPLE = ("reporter", "office", "deputy", "head", "drafting head", "reviewer", "second reviewer",
          "third reviewer", "reviewer of the agency", "administrator", "auditor", "stranger")  # fmt: skip
SECTIONS = ("s1_overview", "s3_requests")  # that may be handed out; more would show no more
TODAY = dt.date(2027, 1, 10)
IMPARTIAL = {"reviewer", "second reviewer", "third reviewer"}
REVIEWERS = IMPARTIAL | {"reviewer of the agency"}
REVIEWING = ("in_review", "second_review")


@dataclass(frozen=True)
class Up:
    """A move up: from where, by whom or in whose name, and who had looked before."""

    source: str
    by: set[str]
    looks: tuple[tuple[str, bool], ...]


@dataclass
class Model:
    """What should become of a report; `after` is None for a step that is refused."""

    route: list[str]
    state: str = "drafting"
    two: bool = False  # whether the campaign asks for two reviewers in turn
    reviewer: str = ""
    first: str = ""  # who passed it on to the second
    begun: bool = False  # whether somebody has looked at what was filed last
    gone: frozenset[str] = frozenset()  # whose account was closed
    filed: int = 0
    approved: int | None = None
    made: int = 0
    marked: bool = False  # whether the present step says so
    checked: bool = True  # whether the present step states the confidentiality check
    lent: tuple[tuple[str, str], ...] = ()  # whose role, and to whom
    looks: tuple[tuple[str, bool], ...] = ()  # who passed it on since it was drafted, as a stand-in
    up: Up | None = None  # where the last move was one up, within the agency
    opened: bool = False  # whether the next one has seen it since
    stood_in: tuple[int, ...] = ()  # the moves that were made for somebody else
    released: bool = False  # from filing this year
    held: dict[str, bool] = field(default_factory=dict)  # section that is handed out -> done
    threads: tuple[str, ...] = ()  # of each comment: open, answered or resolved
    partly: bool = False  # returned for the places with open comments only
    sent_back: bool = False  # by the bureau since it was last filed; nobody changes anything here

    def step(
        self,
        name: str,
        who: str,
        reason: str,
        to: str,
        *,
        marked: bool = False,
        checked: bool = True,
    ) -> bool:
        """Whether the step may be made; if so it is."""
        self.marked, self.checked, source = marked, checked, self.state
        looks, up = self.looks, self.up
        may = getattr(self, name.replace("return", "return_"))(who, bool(reason.strip()), to)
        self.made += bool(may)
        if may and self.acts_for_another(name, who, source):
            self.stood_in = (*self.stood_in, self.made)
        if may and self.state in ("drafting", "returned"):
            self.looks = ()
        elif may and source in LOOKS:
            self.looks = (*self.looks, (who, self.stands_in(who, HOLDERS[source])))
        if may:
            if name == "call_back" and up:
                self.looks = up.looks
            went_up = name in ("pass_on", "sign")
            self.up = Up(source, self.whose(name, who, source), looks) if went_up else None
            self.opened = False
        return bool(may)

    def whose(self, name: str, who: str, source: str) -> set[str]:
        """Who made a move, and in whose name."""
        needed = needed_for(name, source)
        for_another = self.acts_for_another(name, who, source)
        return {who} | {absent for absent, to in self.lent
                        if for_another and to == who and absent in needed}  # fmt: skip

    def open(self, who: str) -> None:
        holder = HOLDERS.get(self.state)
        if self.up and holder and who not in self.up.by:
            self.opened |= self.has(who, holder)

    def has(self, who: str, *roles: str) -> bool:
        lent = {role for role, to in self.lent if to == who}
        return not (ROLES.get(who, set()) | lent).isdisjoint(roles)

    def acts_for_another(self, name: str, who: str, source: str) -> bool:
        needed = needed_for(name, source)
        return bool(needed) and ROLES.get(who, set()).isdisjoint(needed)

    def stands_in(self, who: str, role: str) -> bool:
        return role not in ROLES.get(who, set())

    def looks_twice(self, who: str, role: str) -> bool:
        """Two looks of one report are two people's where one of them was lent."""
        here = self.stands_in(who, role)
        return any(by == who and (here or lent) for by, lent in self.looks)

    def pass_on(self, who: str, reason: bool, to: str) -> bool:
        here = "drafting" if self.state == "returned" else self.state
        if here not in ("drafting", "office_review", "deputy_review"):
            return False
        if here == "drafting":
            waits = not all(self.held.values()) or "open" in self.threads or self.released
            may = self.has(who, "reporter", "office") and not waits
        else:
            may = self.has(who, HOLDERS[here]) and not self.looks_twice(who, HOLDERS[here])
        if not may:
            return False
        self.state = self.route[self.route.index(here) + 1]
        return True

    def sign(self, who: str, reason: bool, to: str) -> bool:
        may = self.has(who, "head") and who not in DRAFTED and not self.looks_twice(who, "head")
        return self._go("head_approval", "ready", may)

    def call_back(self, who: str, reason: bool, to: str) -> bool:
        up, roles = self.up, CALL_BACK.get(self.state, set())
        if up is None or self.opened or who not in up.by or not self.has(who, *roles):
            return False
        self.state = up.source
        return True

    def send_back(self, who: str, reason: bool, to: str) -> bool:
        may = self.state in HOLDERS and self.has(who, HOLDERS[self.state]) and reason
        return self._go(self.state, "drafting", may)

    def submit(self, who: str, reason: bool, to: str) -> bool:
        may = self.has(who, "office") and "open" not in self.threads and not self.released
        may = may and self.checked and (reason or not self.sent_back)
        done = self._go("ready", "submitted", may)
        self.filed += done
        self.sent_back &= not done
        self.begun &= not done
        return done

    def take_back(self, who: str, reason: bool, to: str) -> bool:
        return self._go("submitted", "ready", self.has(who, "office") and not self.begun)

    def start_review(self, who: str, reason: bool, to: str) -> bool:
        if self.state == "first_passed":
            return self._take("second_review", who, who in IMPARTIAL - {self.first})
        done = self.state == "submitted" and self._take("in_review", who, who in IMPARTIAL)
        self.begun |= done
        self.partly &= not done
        return done

    def approve(self, who: str, reason: bool, to: str) -> bool:
        may = self.reviews(who) and set(self.threads) <= {"resolved"}
        if self.state == "in_review" and self.two:
            done = self._go("in_review", "first_passed", may)
            if done:
                self.first, self.reviewer = who, ""
            return done
        done = self._go(self.state, "approved", may)
        if done:
            self.approved = self.filed
        return done

    def return_(self, who: str, reason: bool, to: str) -> bool:
        some = not self.marked or not set(self.threads) <= {"resolved"}
        done = self._go(self.state, "returned", self.reviews(who) and reason and some)
        self.sent_back |= done
        self.partly = self.marked if done else self.partly
        return done

    def hand_over(self, who: str, reason: bool, to: str) -> bool:
        may = self.reviews(who) and to != who and to in IMPARTIAL - self.gone
        if not may or (self.state == "second_review" and to == self.first):
            return False
        self.reviewer = to
        return True

    def reassign(self, who: str, reason: bool, to: str) -> bool:
        may = self.state in REVIEWING and who == "administrator" and to != self.reviewer
        if not may or to not in IMPARTIAL - self.gone:
            return False
        if self.state == "second_review" and to == self.first:
            return False
        self.reviewer = to
        return True

    def put_back(self, who: str, reason: bool, to: str) -> bool:
        waits = {"in_review": "submitted", "second_review": "first_passed"}
        done = self._go(self.state, waits.get(self.state, ""), self.reviews(who))
        self.reviewer = "" if done else self.reviewer
        return done

    def take_over(self, who: str, reason: bool, to: str) -> bool:
        """Only from who has left; the second review not by who made the first."""
        may = who in IMPARTIAL and who != self.reviewer and self.reviewer in self.gone
        may = may and not (self.state == "second_review" and who == self.first)
        return self.state in REVIEWING and self._take(self.state, who, may)

    def recall(self, who: str, reason: bool, to: str) -> bool:
        return self.state == "first_passed" and self._take("in_review", who, who == self.first)

    def back_to_first(self, who: str, reason: bool, to: str) -> bool:
        first, may = self.first, self.reviews(who) and reason
        return self.state == "second_review" and self._take("in_review", first, may)

    def reviews(self, who: str) -> bool:
        return self.state in REVIEWING and who == self.reviewer

    def publish(self, who: str, reason: bool, to: str) -> bool:
        return self._go("approved", "published", who in REVIEWERS)

    def unpublish(self, who: str, reason: bool, to: str) -> bool:
        """All of a way is walked within a day."""
        return self._go("published", "approved", who in REVIEWERS)

    def reopen(self, who: str, reason: bool, to: str) -> bool:
        may = self.state == "approved" and who in IMPARTIAL and reason
        done = self._take("in_review", who, may)
        if done:
            self.approved = None
        return done

    def correct(self, who: str, reason: bool, to: str) -> bool:
        done = self._go("published", "returned", who in REVIEWERS and reason)
        self.sent_back |= done
        return done

    def _go(self, source: str, target: str, allowed: bool) -> bool:
        if self.state != source or not allowed:
            return False
        self.state = target
        if target == "in_review":
            self.first = ""
        if target in ("drafting", "returned"):
            self.held = dict.fromkeys(self.held, False)
        return True

    def lend(self, absent: str, to: str) -> bool:
        """Nobody stands in for two, is away while standing in, or has two stand-ins for a role."""
        busy = any(absent in one or to in one for one in self.lent)
        if busy or self.stands_in(to, absent) is False:
            return False
        self.lent = (*self.lent, (absent, to))
        return True

    def release(self) -> bool:
        """From filing: what is at the bureau or was approved counts and stays."""
        at_agency = self.state in ("drafting", "returned", *LOOKS, "ready")
        may = at_agency and self.approved is None and not self.released
        self.released |= may
        return may

    def assign(self, section: str) -> None:
        if self.state in ("drafting", "returned") and section not in self.held:
            self.held = {**self.held, section: False}

    def take_section_back(self, section: str) -> None:
        if self.state in ("drafting", "returned"):
            self.held = {code: done for code, done in self.held.items() if code != section}

    def mark(self, section: str, done: bool) -> None:
        if self.state in ("drafting", "returned") and section in self.held:
            self.held = {**self.held, section: done}

    def comment(self, act: str, who: str, which: int) -> bool:
        """Ask, answer, ask on or resolve; of the thread of that number where it is not a new one."""
        if act == "answer":
            may = self.state in ("drafting", "returned") and self.threads[which] != "resolved"
        else:
            may = self.reviews(who)
        if may and act == "ask":
            self.threads = (*self.threads, "open")
        elif may:
            becomes = {"answer": "answered", "ask on": "open", "resolve": "resolved"}[act]
            self.threads = (*self.threads[:which], becomes, *self.threads[which + 1 :])
        return may

    def _take(self, target: str, who: str, allowed: bool) -> bool:
        done = self._go(self.state, target, allowed)
        if done:
            self.reviewer = who
        return done


def needed_for(name: str, source: str) -> set[str]:
    """The roles at the agency of which one is needed; none for what the bureau does."""
    if source in ("drafting", "returned"):
        return {"reporter", "office"}
    if name == "take_back":
        return {"office"}
    if name == "call_back":
        return CALL_BACK.get(source, set())
    return {HOLDERS[source]} if source in HOLDERS else set()


# The machine beside it -----------------------------------------------------------------------


def make_people(report: Report) -> dict[str, User]:
    agency, bureau = report.agency, bureau_of(report.agency.region)
    people = {role: person_at(agency, role) for role in ("reporter", "office", "deputy", "head")}
    people |= {
        "drafting head": make_user((agency, Role.HEAD), (agency, Role.REPORTER)),
        "reviewer": make_user((bureau, Role.REVIEWER)),
        "second reviewer": make_user((bureau, Role.REVIEWER)),
        "third reviewer": make_user((bureau, Role.REVIEWER)),
        "reviewer of the agency": make_user((bureau, Role.REVIEWER), (agency, Role.OFFICE)),
        "administrator": make_user((bureau, Role.ADMINISTRATOR)),
        "auditor": make_user((bureau, Role.AUDITOR)),
        "stranger": make_user((make_agency(), Role.OFFICE), (bureau_of(make_region()), Role.REVIEWER)),
    }  # fmt: skip
    return people


def legal_steps(model: Model) -> list[tuple[str, str, str]]:
    """Every move, person and successor that the model would take now."""
    return [
        (name, who, to)
        for name in MOVE_NAMES
        for who in PEOPLE
        for to in (sorted(IMPARTIAL) if name == "hand_over" else [""])
        if replace(model).step(name, who, "请核对", to)
    ]


def steps_by_stand_ins(model: Model) -> list[tuple[str, str, str]]:
    """Those of them that are somebody else's step."""
    legal = legal_steps(model)
    return [step for step in legal if model.acts_for_another(step[0], step[1], model.state)]


def state_of(thread: Thread) -> str:
    return "resolved" if thread.resolved_at else "answered" if thread.answered else "open"


class WayOfAReport(RuleBasedStateMachine):
    """Any person presses any button at any time, with and without a reason, late or twice."""

    @initialize(route=st.sampled_from(list(ROUTES)), two=st.booleans())
    def begin(self, route: str, two: bool) -> None:
        self.report = make_report(make_agency(route=route))
        Campaign.objects.filter(pk=self.report.campaign_id).update(two_reviews=two)
        self.people = make_people(self.report)
        fill_report(self.report)
        code = self.report.edition.sections[0].code
        writer = actor(self.people["drafting head"])
        write_section(self.report, code, Entry(text=TEXTS[code] + "。"), writer)
        self.model = Model(ROUTES[Route(route)], two=two)
        self.refused = 0

    @precondition(lambda self: legal_steps(self.model))
    @rule(data=st.data(), steps=st.integers(1, 5), marked=st.booleans())
    def people_who_may(self, data: st.DataObject, steps: int, marked: bool) -> None:
        """Several in a row, or few ways would come as far as the bureau."""
        for _ in range(steps):
            if legal := legal_steps(self.model):
                name, who, to = data.draw(st.sampled_from(legal))
                self.press(name, who, "请核对", to, marked=marked)
                self.they_agree()

    @precondition(lambda self: steps_by_stand_ins(self.model))
    @rule(data=st.data())
    def a_stand_in_who_may(self, data: st.DataObject) -> None:
        name, who, to = data.draw(st.sampled_from(steps_by_stand_ins(self.model)))
        self.press(name, who, "请核对", to)

    @rule(name=st.sampled_from(MOVE_NAMES), who=st.sampled_from(PEOPLE),
          to=st.sampled_from(("", *PEOPLE)), reason=st.sampled_from(["请核对", "", "  \n"]),
          marked=st.booleans(), checked=st.booleans())  # fmt: skip
    def anybody(
        self, name: str, who: str, reason: str, to: str, marked: bool, checked: bool
    ) -> None:
        self.press(name, who, reason, to, marked=marked, checked=checked)

    @rule(who=st.sampled_from(list(ROLES)))
    def somebody_opens_it(self, who: str) -> None:
        note_opening(read_again(self.report), self.fresh(who))
        self.model.open(who)

    @rule(absent=st.sampled_from(LENT), to=st.sampled_from(list(ROLES)))
    def somebody_is_away(self, absent: str, to: str) -> None:
        user, person = self.fresh(absent), self.fresh(to)
        own = user.memberships.get(role=absent)
        try:
            delegate(DelegationRequest(own, person, localdate(), localdate(), "出差"), actor(user))
            taken = True
        except DelegationRefused:
            taken = False
        assert self.model.lend(absent, to) is taken, (absent, to)

    @rule(absent=st.sampled_from(LENT))
    def somebody_is_back(self, absent: str) -> None:
        for lent in Delegation.objects.filter(user=self.people[absent], ended_at=None):
            end_delegation(lent.pk, actor(self.people[absent]))
        self.model.lent = tuple(one for one in self.model.lent if one[0] != absent)

    @rule(who=st.sampled_from(sorted(IMPARTIAL)))
    def a_reviewer_leaves_or_is_back(self, who: str) -> None:
        self.model.gone ^= {who}
        User.objects.filter(pk=self.people[who].pk).update(is_active=who not in self.model.gone)

    @precondition(lambda self: not self.model.released)
    @rule(often=st.integers(0, 4))
    def the_bureau_releases_it(self, often: int) -> None:
        if often:
            return  # one time in five: nothing goes on while it lasts
        wanted = grant_concession.ConcessionRequest("release", localdate(), "机构撤销")
        try:
            grant_concession.grant(self.report.pk, wanted, actor(self.fresh("reviewer")))
            taken = True
        except grant_concession.ConcessionRefused:
            taken = False
        assert self.model.release() is taken

    @precondition(lambda self: self.model.released)
    @rule()
    def the_bureau_wants_it_again(self) -> None:
        given = Concession.objects.get(report=self.report, withdrawn_at=None)
        grant_concession.withdraw(given.pk, "仍需报送", actor(self.fresh("reviewer")))
        self.model.released = False

    def fresh(self, who: str) -> User:
        """Without what was read of them before."""
        return User.objects.get(pk=self.people[who].pk)

    @precondition(lambda self: legal_steps(self.model))
    @rule(data=st.data(), off=st.sampled_from([-1, 1]))
    def from_a_page_that_is_out_of_date(self, data: st.DataObject, off: int) -> None:
        name, who, to = data.draw(st.sampled_from(legal_steps(self.model)))
        with pytest.raises(OutOfDate):
            self.make(name, who, "请核对", to, self.model.made + off)
        self.refused += 1

    @rule(
        section=st.sampled_from(SECTIONS), act=st.sampled_from(["give", "take", "done", "not done"])
    )
    def somebody_hands_out(self, section: str, act: str) -> None:
        with suppress(ReportNotEditable), transaction.atomic():
            stored = self.section(section)
            if act in ("give", "take"):
                held = (
                    {section: Assignment(self.people["reporter"], TODAY)} if act == "give" else {}
                )
                shown = {s.code: assignment_of(s) for s in self.report.sections.all()}
                wanted = {**shown, section: held.get(section)}
                assign(self.report, wanted, shown, actor(self.people["office"]))
            else:
                mark_done(stored, actor(self.people["reporter"]), done=act == "done")
        if act == "give":
            self.model.assign(section)
        elif act == "take":
            self.model.take_section_back(section)
        else:
            self.model.mark(section, act == "done")

    @rule(act=st.sampled_from(["ask", "answer", "ask on", "resolve"]),
          who=st.sampled_from(("reporter", *sorted(REVIEWERS))), number=st.integers(0, 9))  # fmt: skip
    def somebody_comments(self, act: str, who: str, number: int) -> None:
        threads = list(self.report.threads.values_list("pk", flat=True).order_by("pk"))
        if act != "ask" and not threads:
            return
        which = number % len(threads) if threads else 0
        try:
            self.say(act, who, threads[which] if threads else 0)
            taken = True
        except CommentRefused:
            taken = False
        assert self.model.comment(act, who, which) is taken, (act, who, which)

    def say(self, act: str, who: str, thread: int) -> None:
        by, report = actor(self.people[who]), self.report.pk
        if act == "ask":
            ask(report, by, place="s3_requests", quote="", text="请核对")
        elif act == "answer":
            answer(report, thread, by, "已核对")
        elif act == "ask on":
            ask_on(report, thread, by, "还有")
        else:
            resolve(report, thread, by)

    def section(self, code: str) -> ReportSection:
        return ReportSection.objects.select_related("report").get(report=self.report, code=code)

    def press(
        self,
        name: str,
        who: str,
        reason: str,
        to: str,
        *,
        marked: bool = False,
        checked: bool = True,
    ) -> None:
        seen = self.model.made
        try:
            self.make(name, who, reason, to, seen, marked, checked=checked)
            taken = True
        except MoveRefused:
            taken = False
        self.refused += not taken
        stepped = self.model.step(name, who, reason, to, marked=marked, checked=checked)
        assert stepped is taken, (name, who, reason, to, marked, checked)

    def make(
        self, name: str, who: str, reason: str, to: str, seen: int, marked: bool = False,
        *, checked: bool = True,
    ) -> None:  # fmt: skip
        reviewer = self.fresh(to) if to else None
        words = {"reason": reason, "reviewer": reviewer, "marked_only": marked, "checked": checked}
        make_move(self.report.pk, name, actor(self.fresh(who)), seen=seen, **words)

    @invariant()
    def they_agree(self) -> None:
        report = Report.objects.select_related("reviewer", "first_reviewer").get(pk=self.report.pk)
        model = self.model
        reviewer, first = (self.people.get(who) for who in (model.reviewer, model.first))
        assert (report.status, report.moves_made) == (model.state, model.made)
        assert (report.reviewer, report.last_number) == (reviewer, model.filed)
        assert (report.first_reviewer, report.approved_number) == (first, model.approved)
        assert (report.open_places is not None) == model.partly
        held = {s.code: s.is_done for s in report.sections.all() if s.holder_id}
        assert held == model.held
        threads = report.threads.order_by("pk")
        assert tuple(state_of(thread) for thread in threads) == model.threads
        assert report.submissions.count() == model.filed
        assert report.transitions.count() == model.made
        stood_in = report.transitions.filter(on_behalf_of__isnull=False).order_by("number")
        assert tuple(stood_in.values_list("number", flat=True)) == model.stood_in
        events = Event.objects.filter(object=report.trail_name)
        assert events.filter(action="move.refused").count() == self.refused


WAYS = examples(15, 1000, steps=(30, 50))


# In one transaction the trail's head would leave a dead row a line behind, which PostgreSQL then
# walks over at each further one: five times slower.
@pytest.mark.django_db(transaction=True)
def test_the_machine_and_the_model_agree_whatever_people_press():
    run_state_machine_as_test(WayOfAReport, settings=WAYS)
    assert verify() is None


def way_to(state: str) -> list[tuple[str, str]]:
    """Moves and people that bring a report of the full route into a state."""
    steps = [("pass_on", "reporter"), ("pass_on", "office"), ("pass_on", "deputy"), ("sign", "head"),
             ("submit", "office"), ("start_review", "reviewer"), ("approve", "reviewer"),
             ("publish", "reviewer")]  # fmt: skip
    if state == "returned":
        return [*steps[:6], ("return", "reviewer")]
    if state in SECOND:
        return [*steps[:7], *[("start_review", "second reviewer")] * (state == SECOND[1])]
    order = [*ROUTES[Route.FULL], "submitted", "in_review", "approved", "published"]
    return steps[: order.index(state)]


EVERY_STATE = [(state, "") for state in State.values]
LEFT = [("in_review", "reviewer"), ("second_review", "second reviewer")]


@pytest.mark.one_database
@pytest.mark.parametrize(("state", "gone"), [*EVERY_STATE, *LEFT])
def test_in_every_state_everybody_may_do_what_the_model_says_and_no_more(state: str, gone: str):
    way = WayOfAReport()
    way.begin(Route.FULL, state in SECOND)
    for name, who in way_to(state):
        way.press(name, who, "请核对", "")
    assert way.model.state == state
    if gone:
        way.a_reviewer_leaves_or_is_back(gone)
    for name, who in itertools.product(MOVE_NAMES, PEOPLE):
        for to in (
            sorted(PEOPLE)
            if name == "hand_over" and who == way.model.reviewer
            else ["third reviewer"]
        ):
            assert may(way, name, who, "请核对", to) is replace(way.model).step(
                name, who, "请核对", to
            ), (name, who, to)
        assert may(way, name, who, " ", to) is replace(way.model).step(name, who, " ", to), (
            name,
            who,
        )


def may(way: WayOfAReport, name: str, who: str, reason: str, to: str) -> bool:
    """Whether the press is taken; it is taken back afterwards."""
    try:
        with transaction.atomic():
            way.make(name, who, reason, to, way.model.made)
            transaction.set_rollback(True)
        return True
    except MoveRefused:
        return False


# Every transition, every role ------------------------------------------------------------------


def test_the_table_covers_every_state_and_names_no_step_twice():
    steps = [(move.name, move.source) for move in MOVES]
    assert len(set(steps)) == len(steps)
    assert {move.source for move in MOVES} == set(State)


OF_ROLES = [move for move in MOVES if move.name != "call_back"]  # which is for who passed it on


@pytest.mark.parametrize("move", OF_ROLES, ids=lambda move: f"{move.name}-{move.source}")
def test_each_move_is_for_its_roles_alone(move: Move):
    report = waiting_for(move)
    bureau = bureau_of(report.agency.region)
    made_by = set()
    for role in Role:
        at = bureau if role in BUREAU_ROLES else report.agency
        decides = role in move.roles and move.by_bureau
        person = who_makes(move, report) if decides else make_user((at, role))
        if tried(move, report, person):
            made_by.add(role)
    assert made_by == set(move.roles)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.name}-{move.source}")
def test_the_same_role_elsewhere_does_not_help(move: Move):
    report = waiting_for(move)
    elsewhere = make_agency()
    at = bureau_of(elsewhere.region) if move.by_bureau else elsewhere
    assert not tried(move, report, make_user(*((at, role) for role in move.roles)))


@pytest.mark.parametrize("state", State)
def test_what_is_not_in_the_table_is_refused(state: State):
    report = make_filled_report(state=state)
    agency, bureau = report.agency, bureau_of(report.agency.region)
    everything = make_user(*((agency, role) for role in AGENCY_ROLES), (bureau, Role.REVIEWER))
    for name in set(MOVE_NAMES) - {move.name for move in MOVES if move.source == state}:
        with pytest.raises(WrongState):
            make_move(report.pk, name, actor(everything), seen=report.moves_made, reason="请核对")
    assert Report.objects.get(pk=report.pk).status == state


def tried(move: Move, report: Report, person: User) -> bool:
    """Whether the person can make the move; it is taken back afterwards."""
    colleague = make_user((bureau_of(report.agency.region), Role.REVIEWER))
    try:
        with transaction.atomic():
            make_move(report.pk, move.name, actor(person), seen=report.moves_made,
                      reason="请核对", reviewer=colleague, checked=True)  # fmt: skip
            transaction.set_rollback(True)
        return True
    except MoveRefused:
        return False


# All or nothing --------------------------------------------------------------------------------


class Broken(Exception):
    """The fault that is put in."""


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.name}-{move.source}")
def test_a_fault_at_any_write_leaves_everything_as_it_was(move: Move):
    """The first write fails, then the second, and so on until the move gets through."""
    report = waiting_for(move)
    by, colleague = (
        who_makes(move, report),
        make_user((bureau_of(report.agency.region), Role.REVIEWER)),
    )
    before, failing, done = what_stands(report), 0, False
    while not done:
        failing += 1
        with connection.execute_wrapper(fails_at(failing)):
            try:
                make_move(report.pk, move.name, actor(by), seen=report.moves_made,
                          reason="请核对", reviewer=colleague, checked=True)  # fmt: skip
                done = True
            except Broken:
                assert what_stands(report) == before
    assert failing > 3
    assert what_stands(report) != before
    assert verify() is None


def fails_at(number: int) -> Callable[..., object]:
    writes = itertools.count(1)

    def wrapper(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if sql.startswith(("INSERT", "UPDATE")) and next(writes) == number:
            raise Broken
        return execute(sql, *rest)

    return wrapper


def what_stands(report: Report) -> tuple[object, ...]:
    """The report and its sections as they are, and how much there is of everything."""
    row = Report.objects.filter(pk=report.pk).values_list()[0]
    sections = list(report.sections.order_by("pk").values_list())
    return row, sections, {model: model._base_manager.count() for model in apps.get_models()}


# Two at once -----------------------------------------------------------------------------------


def test_of_two_reviewers_the_later_is_told_who_was_first():
    report = make_filled_report(state=State.SUBMITTED)
    bureau = bureau_of(report.agency.region)
    first, second = (make_user((bureau, Role.REVIEWER)) for _ in range(2))
    make_move(report.pk, "start_review", actor(first), seen=report.moves_made)
    with pytest.raises(OutOfDate, match=str(first)):
        make_move(report.pk, "start_review", actor(second), seen=report.moves_made)
    assert Report.objects.get(pk=report.pk).reviewer == first


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
@pytest.mark.django_db(transaction=True)
def test_of_reviewers_who_press_at_the_same_moment_one_wins_and_all_others_are_told():
    report = make_filled_report(state=State.SUBMITTED)
    bureau = bureau_of(report.agency.region)
    reviewers = [make_user((bureau, Role.REVIEWER)) for _ in range(4)]
    starting, said = threading.Barrier(len(reviewers)), []

    def press(reviewer: User) -> None:
        try:
            starting.wait()
            make_move(report.pk, "start_review", actor(reviewer), seen=report.moves_made)
            said.append("made")
        except OutOfDate:
            said.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[reviewer]) for reviewer in reviewers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(said) == ["made", "told", "told", "told"]
    assert report.transitions.filter(move="start_review").count() == 1
    assert Event.objects.filter(action="move.refused").count() == 3
    assert verify() is None


# Single rules ----------------------------------------------------------------------------------


def test_who_entered_figures_may_not_sign_even_as_head():
    report = make_filled_report(state=State.READY)
    report = move_on(report, "send_back")
    head = make_user((report.agency, Role.HEAD), (report.agency, Role.REPORTER))
    entry = Entry(
        figures={"art20_5.licensing.decisions": 3}, base={"art20_5.licensing.decisions": "0"}
    )
    write_section(report, "s2_proactive", entry, actor(head))
    report = move_to(report, State.HEAD_APPROVAL)
    with pytest.raises(NotYours):
        make_move(report.pk, "sign", actor(head), seen=report.moves_made)
    assert move_on(report, "sign").status == State.READY


def test_a_step_that_was_dropped_from_the_route_is_passed_over():
    report = make_filled_report(state=State.OFFICE_REVIEW)
    report.agency.route = Route.SHORT
    report.agency.save()
    assert move_on(report, "pass_on").status == State.HEAD_APPROVAL
