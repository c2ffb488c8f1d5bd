"""Every act pressed many times at the same moment happens once: all acts there are, in one table.

`lines` is what the trail has of it in the end, `rows` what was added to the tables, `answers` what
the browsers got: one status for all, or that of the first press and that of the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db.models import Model
from django_tasks_db.models import DBTaskResult

from accounts.models import (
    Agency,
    Delegation,
    Event,
    Membership,
    Notice,
    NoticeChoice,
    Press,
    Sending,
    User,
)
from accounts.trail.record import verify
from reports.models import (
    Campaign,
    Concession,
    Explanation,
    FiledSentence,
    PastFile,
    PastReport,
    Presence,
    Proposal,
    Report,
    ReportSection,
    Submission,
)
from reports.workflow.models import Comment, NoticeToFile, Phrase, Thread, Tick, Transition
from tests.portal.test_access import ADMIN
from tests.portal.test_access import rows as access
from tests.support import admin_presses as admin
from tests.support import presses as to
from tests.support.at_once import database_of_all_threads, press_at_once
from tests.support.both_databases import on_postgresql
from tests.support.lengths import LONG
from tests.support.presses import County, Pressed

pytestmark = pytest.mark.both_databases

# SQLite lets one write at a time: there they stand in a line however many they are.
TIMES = 20 if on_postgresql() or LONG else 6
NOON = "2027-01-15T12:00+08:00"  # the campaigns are open
TOKEN = "k" * 64  # of the one page on which the button stands
# What follows from an act, and what is none: who is signed in, who has what open, which jobs wait,
# and Django's own list of what was opened in the administration, which no page shows.
BESIDE = {LogEntry, Event, Press, Notice, Sending, Presence, Session, AccessLog, DBTaskResult}
Rows = dict[type[Model], int]


@dataclass(frozen=True)
class Act:
    form: Callable[[County], Pressed]
    lines: tuple[str, ...] = ()
    rows: Rows = field(default_factory=dict)
    answers: tuple[int, ...] = (302,)
    noon: str | None = NOON  # None where the clock has to be that of the files


MOVED = {Transition: 1}
OPENED: Rows = {Campaign: 1, Report: 1, ReportSection: 6}
SENTENCES = 4  # of a published report's texts that are long enough to be recognised
TAKEN_IN: Rows = {
    PastFile: -1, PastReport: 1, Report: 1, ReportSection: 6, Submission: 1,
    FiledSentence: SENTENCES,
}  # fmt: skip
ACTS: dict[str, list[Act]] = {
    # The draft: what stands there already is not written again.
    "entry:section": [
        Act(to.section, ("section.write",)),
        Act(to.handed_back, ("section.write", "section.hand_back")),
    ],
    "entry:autosave": [Act(to.autosave, ("section.write",), answers=(200,))],
    "entry:draft": [Act(to.draft, ("section.write",))],
    "entry:open_cells": [Act(to.open_cells, ("report.lift",), {Explanation: 1})],
    "entry:close_cell": [Act(to.close_cell, ("section.write", "report.lift"), {Explanation: -1})],
    "agency:check": [Act(to.explanations, ("report.explain",), {Explanation: 1})],
    "entry:nil_return": [Act(to.nil_return, ("section.write",))],
    "entry:undo_nil_return": [Act(to.undo_nil_return, ("section.write",))],
    "agency:fill_in": [Act(to.fill_in, ("section.write",) * 3)],
    "entry:assignments": [Act(to.assignments, ("section.hand_out",))],
    "entry:not_done": [Act(to.not_done, ("section.not_done",))],
    "entry:presence": [Act(to.presence, answers=(200,))],
    "entry:practice": [
        Act(to.practice, (*("section.write",) * 6, "practice.start"), {Report: 1, ReportSection: 6})
    ],
    # Files: the same press makes one proposal, which is written or undone once.
    "intake:read_in": [Act(to.read_in, ("proposal.make",), {Proposal: 1})],
    "intake:workbook_upload": [Act(to.workbook, ("proposal.make",), {Proposal: 1})],
    "intake:proposal": [Act(to.apply, ("section.write", "proposal.apply"))],
    "intake:undo_proposal": [Act(to.undo_proposal, ("section.write", "proposal.undo"))],
    "intake:discard": [Act(to.discard, ("proposal.discard",), {Proposal: -1})],
    # Moves: the same press is answered with the move it made.
    "workflow:move": [Act(to.move, ("move.submit",), {**MOVED, Submission: 1, FiledSentence: 7})],
    "agency:decide": [Act(to.decision, ("move.sign",), MOVED)],
    "review:approve_many": [Act(to.bulk, ("move.start_review", "move.approve"), {Transition: 2})],
    # Past years: a file waits once, and is taken in, or away, once.
    "past_years:past_year": [Act(to.past_upload, ("past.read",), {PastFile: 1})],
    "past_years:take_in": [Act(to.past_taken_in, ("past.take_in",), TAKEN_IN)],
    "past_years:take_away": [
        Act(to.past_taken_away, ("past.take_away",), {FiledSentence: -SENTENCES})
    ],
    # The bureau.
    "review:publishing": [
        Act(to.publishing, ("move.publish",), MOVED),
        Act(to.publication_back, ("move.unpublish",), MOVED),
    ],
    "review:new_comment": [Act(to.comment, ("comment.ask",), {Thread: 1, Comment: 1})],
    "review:follow_up": [
        Act(to.follow_up, ("comment.ask",), {Comment: 1}),
        Act(to.resolution, ("comment.resolve",)),
    ],
    "review:reply": [Act(to.reply, ("comment.answer",), {Comment: 1})],
    "review:review_checklist": [Act(to.ticks, ("points.tick",), {Tick: 2})],
    "review:phrases": [Act(to.phrase, ("phrase.add",), {Phrase: 1}, (302, 422))],
    "review:phrase": [
        Act(to.phrase_down, ("phrase.order",)),
        Act(to.phrase_removed, ("phrase.delete",), {Phrase: -1}),
    ],
    "review:concessions": [Act(to.concession, ("waiver.give",), {Concession: 1}, (302, 422))],
    "review:withdraw_concession": [Act(to.withdrawal, ("waiver.withdraw",))],
    "oversight:send_notices": [Act(to.urging, ("report.urge",), {NoticeToFile: 1})],
    # People.
    "accounts:delegations": [Act(to.delegation, ("delegation.make",), {Delegation: 1}, (302, 422))],
    "accounts:end_delegation": [Act(to.end_of_delegation, ("delegation.end",))],
    "accounts:verify_trail": [Act(to.verification, ("trail.verify",))],
    "accounts:read_all": [Act(to.read_all)],
    "accounts:notice_choice": [Act(to.notice_choice, ("notice.choose",), {NoticeChoice: 1})],
    "accounts:appearance": [Act(to.appearance)],
    "accounts:login": [Act(to.sign_in, ("sign_in",))],
    "accounts:logout": [Act(to.sign_out, ("sign_out",))],
    "accounts:password_change": [Act(to.new_password, ("password.change",))],
    "accounts:password_reset": [Act(to.forgotten, ("password.reset_asked",), answers=(302, 429))],
    "accounts:password_reset_confirm": [
        Act(to.chosen_anew, ("password.reset",), answers=(302, 200))
    ],
    # What changes nothing that is kept.
    "accounts:session_state": [
        Act(lambda county: to.looked_at(county, "accounts:session_state"), answers=(200,))
    ],
    "set_language": [Act(lambda county: to.looked_at(county, "set_language"))],
    "records:verify": [Act(lambda county: to.looked_at(county, "records:verify"), answers=(422,))],
    **{
        address: [Act(lambda county, at=address: to.looked_at(county, at), answers=(422, 429))]
        for address in ("checkup:checkup", "checkup:result_workbook")
    },
}
# The pages of the administration: adding is refused by what is unique, changing and deleting see
# what the first press did, for the object is locked.
ADMIN_ACTS: dict[str, list[Act]] = {
    "add": [
        Act(admin.agency_added, ("agency.add",), {Agency: 1}, (302, 200)),
        Act(admin.person_added, ("user.add",), {User: 1, Membership: 1}, (302, 200)),
        Act(admin.year_added, ("campaign.add", "campaign.open"), OPENED, (302, 200)),
    ],
    "change": [Act(admin.agency_changed, ("agency.change",))],
    "delete": [Act(admin.agency_deleted, ("agency.delete",), {Agency: -1})],
    "password_change": [Act(admin.password_given, ("user.password",))],
    "changelist": [
        Act(admin.sessions_ended, ("user.end_sessions",)),
        Act(admin.pause_lifted, ("sign_in.unlocked",), {AccessAttempt: -1}),
        Act(admin.year_completed, ("campaign.open",), {Report: 1, ReportSection: 6}),
    ],
    "process_import": [Act(admin.imported, ("agency.import",), {Agency: 1}, noon=None)],
    "cancel_import": [Act(admin.cancelled, noon=None)],
    # Each is a file of its own, shown before anything is written, or taken along: each has a line.
    "import": [Act(admin.previewed, answers=(200,), noon=None)],
    # Shown once: the second press is answered with where the people are listed.
    "first_passwords": [
        Act(admin.first_password_given, ("user.first_password",), answers=(200, 302))
    ],
    "first_passwords_file": [
        Act(admin.slips_taken, ("user.first_password.download",) * TIMES, answers=(200,))
    ],
    "marked_copy": [Act(admin.marked, answers=(200,), noon=None)],
    "export": [Act(admin.exported, ("agency.export",) * TIMES, answers=(200,))],
}
READ_ONLY = {
    "template",
    "history",
    "view",
    "index",
    "app_list",
    "autocomplete",
    "jsi18n",
    "view_on_site",
}
ALL = [
    pytest.param(act, id=f"{address} {' '.join(act.lines)}")
    for address, found in [*ACTS.items(), *ADMIN_ACTS.items()]
    for act in found
]


@pytest.fixture(scope="module")
def _threads(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    folder: Path = tmp_path_factory.mktemp("threads")
    with django_db_blocker.unblock(), database_of_all_threads(folder):
        yield


@pytest.fixture(scope="module")
def county(_threads: None) -> County:
    with time_machine.travel(NOON, tick=True):
        return County()


def test_the_table_has_every_address_that_takes_a_form():
    assert ACTS.keys() == {address for address, method, _ in access() if method == "POST"}


def test_every_kind_of_page_of_the_administration_stands_in_the_table():
    """What it is called ends its address; signing in and out is the portal's own."""
    portals = {"admin:login", "admin:logout", "admin:password_change", "admin:None"}
    kinds = ADMIN_ACTS.keys() | READ_ONLY
    pages = {page for page in ADMIN if page not in portals and "password_change_done" not in page}
    assert {page for page in pages if not page.endswith(tuple(kinds))} == set()


def kept() -> Counter[type[Model]]:
    return Counter({m: m._base_manager.count() for m in apps.get_models() if m not in BESIDE})


@pytest.mark.parametrize("act", ALL)
def test_an_act_pressed_many_times_at_once_happens_once(act, county):
    with time_machine.travel(act.noon, tick=True) if act.noon else nullcontext():
        cache.clear()
        pressed = act.form(county)
        line, told, before = Event.objects.count(), Notice.objects.count(), kept()
        form = lambda: {**pressed.form(), "csrfmiddlewaretoken": TOKEN}  # noqa: E731
        answers = press_at_once(pressed.client, TIMES, pressed.address, form)
    after, new = kept(), Event.objects.filter(pk__gt=line).order_by("pk")
    assert tuple(event.action for event in new) == act.lines
    assert {m: n - before[m] for m, n in after.items() if n != before[m]} == act.rows
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[act.answers[0]] and statuses.keys() <= set(act.answers)
    fresh = Notice.objects.order_by("-pk")[: Notice.objects.count() - told]
    seen = [(notice.user_id, notice.kind, notice.title, notice.link) for notice in fresh]
    assert len(seen) == len(set(seen))


def test_after_all_of_them_the_chain_is_whole(county):
    assert verify() is None


def test_other_words_on_the_same_page_are_another_act(county):
    count = Comment.objects.count()
    with time_machine.travel(NOON, tick=True):
        pressed = to.comment(county)
        for text in ("请核对", "请再核对", "请核对"):
            form = {**pressed.form(), "text": text, "csrfmiddlewaretoken": TOKEN}
            pressed.client.post(pressed.address, form)
    said = Comment.objects.order_by("pk").values_list("text", flat=True)
    assert list(said[count:]) == ["请核对", "请再核对"]


def test_the_same_words_on_a_new_page_are_written_again(county):
    with time_machine.travel(NOON, tick=True):
        pressed = to.comment(county)
        page = pressed.address.replace("comments/", "")
        count = Comment.objects.count()
        for _ in range(2):
            token = str(pressed.client.get(page).context["csrf_token"])
            pressed.client.post(pressed.address, {**pressed.form(), "csrfmiddlewaretoken": token})
    assert Comment.objects.count() == count + 2


def test_what_was_refused_can_be_pressed_again(county):
    """The press was given back: the same form does it once nothing is in the way any more."""
    with time_machine.travel(NOON, tick=True):
        pressed = to.comment(county)
        form = {**pressed.form(), "csrfmiddlewaretoken": TOKEN}
        number = int(pressed.address.strip("/").split("/")[1])
        report = Report.objects.filter(pk=number)
        reviewer, count = report.get().reviewer_id, Comment.objects.count()
        report.update(reviewer=county.auditor)
        pressed.client.post(pressed.address, form)
        assert Comment.objects.count() == count
        report.update(reviewer=reviewer)
        pressed.client.post(pressed.address, form)
    assert Comment.objects.count() == count + 1
