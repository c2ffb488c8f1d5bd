"""Handing out sections: the office's page, who may write then, done marks, handing back."""

import datetime as dt
import json

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AgencyKind, Event, Role, User
from reports.agency.todo import todo_list
from reports.drafts.access import HeldByAnother, get_writable_section
from reports.drafts.assignments import Assignment, assign, assignment_of
from reports.drafts.merging import Entry
from reports.drafts.storage import ReportNotEditable, write_section
from reports.models import Campaign, Report, ReportSection, State
from reports.workflow.machine import make_move
from reports.workflow.refusals import StillAssigned
from tests.support.addresses import page_name
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import (
    actor,
    fill_report,
    make_agency,
    make_filled_report,
    make_report,
    make_user,
    move_on,
    move_to,
    person_at,
)

# At ten in the morning: "in three days" is the same day at the end of a test.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("daytime")]

CELL = "requests.new_received.natural_person"
TABLE = "s3_requests"


class Office:
    """A report, its office and two reporters."""

    def __init__(self, **agency: object) -> None:
        self.report = make_report(make_agency(**agency))
        at = self.report.agency
        self.office = make_user((at, Role.OFFICE), name="李清源")
        self.clerk = make_user((at, Role.REPORTER), name="周晓禾")
        self.colleague = make_user((at, Role.REPORTER), name="陈望")

    def url(self, page: str = "section", code: str = TABLE) -> str:
        named = (
            {"pk": self.report.pk, "code": code}
            if page in ("section", "autosave", "not_done")
            else {"pk": self.report.pk}
        )
        return reverse(page_name(page), kwargs=named)

    def browser(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    def section(self, code: str = TABLE) -> ReportSection:
        return ReportSection.objects.select_related("report", "holder").get(
            report=self.report, code=code
        )

    def give(self, code: str, to: User | None, due: dt.date | None = None) -> None:
        shown = {s.code: assignment_of(s) for s in self.report.sections.select_related("holder")}
        held = Assignment(to, due or soon()) if to else None
        assign(self.report, {**shown, code: held}, shown, actor(self.office))

    def posted(self, **changed: object) -> dict[str, str]:
        """What the page shows, with some of it changed; `__` stands for the dot in a name."""
        form = self.browser(self.office).get(self.url("assignments")).context["form"]
        shown = {name: str(form[name].value() or "") for name in form.fields}
        return {**shown, **{name.replace("__", "."): str(value) for name, value in changed.items()}}


def soon(days: int = 5) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def at() -> Office:
    return Office()


# The office's page ------------------------------------------------------------------------------


@pytest.mark.usefixtures("daytime")
def test_it_hands_out_several_sections_at_once_and_each_person_gets_one_letter(
    at, django_capture_on_commit_callbacks
):
    both = {"s3_requests__holder": at.clerk.pk, "s3_requests__due": soon(),
            "s5_problems__holder": at.clerk.pk, "s5_problems__due": soon(3),
            "s1_overview__holder": at.colleague.pk, "s1_overview__due": soon()}  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        answer = at.browser(at.office).post(at.url("assignments"), at.posted(**both))
    assert answer["Location"] == at.url("report")
    assert (at.section().holder, at.section().due_on) == (at.clerk, soon())
    assert at.section().handed_by == at.office
    assert sorted(letter.to for letter in mail.outbox) == sorted(
        [[at.clerk.email], [at.colleague.email]]
    )
    letter = next(letter for letter in mail.outbox if letter.to == [at.clerk.email])
    assert "三、收到和处理政府信息公开申请情况" in letter.body
    assert "五、存在的主要问题及改进情况" in letter.body
    event = Event.objects.get(action="section.hand_out")
    assert event.after["s3_requests"] == f"周晓禾 {soon().isoformat()}"
    assert event.before["s3_requests"] == ""
    assert set(event.after) == {"s3_requests", "s5_problems", "s1_overview"}


def test_who_gives_something_to_themselves_needs_no_letter(at, django_capture_on_commit_callbacks):
    posted = at.posted(s3_requests__holder=at.office.pk, s3_requests__due=soon())
    with django_capture_on_commit_callbacks(execute=True):
        at.browser(at.office).post(at.url("assignments"), posted)
    assert at.section().holder == at.office
    assert mail.outbox == []


@pytest.mark.parametrize("shown", ["x", "|", "1|2", "999999|2027-01-10", ""])
def test_a_mangled_page_takes_nothing_away_from_anybody(at, shown):
    at.give(TABLE, at.clerk)
    posted = at.posted(s3_requests__shown=shown, s3_requests__holder=at.colleague.pk)
    assert at.browser(at.office).post(at.url("assignments"), posted).status_code == 409
    assert at.section().holder == at.clerk


def test_what_is_left_as_it_was_is_no_change(at):
    at.give(TABLE, at.clerk)
    at.browser(at.office).post(at.url("assignments"), at.posted())
    assert Event.objects.filter(action="section.hand_out").count() == 1


def test_it_takes_back_what_it_handed_out(at):
    at.give(TABLE, at.clerk)
    at.browser(at.office).post(at.url("assignments"), at.posted(s3_requests__holder=""))
    assert (at.section().holder, at.section().due_on) == (None, None)


@pytest.mark.parametrize(("due", "status"), [(-1, 422), ("", 422), ("morgen", 422), (0, 302), (4, 302)])  # fmt: skip
def test_the_day_must_be_one_that_is_still_to_come(at, due, status):
    due = soon(due) if isinstance(due, int) else due
    posted = at.posted(s3_requests__holder=at.clerk.pk, s3_requests__due=due)
    answer = at.browser(at.office).post(at.url("assignments"), posted)
    assert answer.status_code == status
    assert (at.section().holder == at.clerk) is (status == 302)
    if status == 422:
        assert 'class="error-summary"' in answer.content.decode()


def test_a_day_after_the_internal_deadline_is_taken_with_a_warning(at):
    late = at.report.campaign.internal_deadline + dt.timedelta(days=1)
    posted = at.posted(s3_requests__holder=at.clerk.pk, s3_requests__due=late)
    page = at.browser(at.office).post(at.url("assignments"), posted, follow=True)
    (warning,) = texts_in(page, ".notices .warning")
    assert "截止日期晚于县内截止：三、收到和处理政府信息公开申请情况" in warning
    assert at.section().due_on == late


def test_a_day_that_passed_meanwhile_does_not_stop_the_office_from_changing_another_section(at):
    at.give(TABLE, at.clerk)
    ReportSection.objects.filter(pk=at.section().pk).update(due_on=soon(-3))
    posted = at.posted(s1_overview__holder=at.colleague.pk, s1_overview__due=soon())
    assert at.browser(at.office).post(at.url("assignments"), posted).status_code == 302
    assert at.section("s1_overview").holder == at.colleague
    assert at.section().due_on == soon(-3)


def test_only_people_of_the_agency_who_write_can_be_chosen(at):
    outsider = make_user((make_agency(region=at.report.agency.region), Role.REPORTER))
    deputy, gone = (
        make_user((at.report.agency, Role.DEPUTY)),
        make_user((at.report.agency, Role.REPORTER), is_active=False),
    )
    for person in (outsider, deputy, gone):
        posted = at.posted(s3_requests__holder=person.pk, s3_requests__due=soon())
        assert at.browser(at.office).post(at.url("assignments"), posted).status_code == 422
    assert at.section().holder is None


def test_two_of_the_office_at_once_the_second_looks_first_and_then_wins(at):
    stale = at.posted(s3_requests__holder=at.clerk.pk, s3_requests__due=soon())
    at.give(TABLE, at.colleague)
    answer = at.browser(at.office).post(at.url("assignments"), stale)
    assert answer.status_code == 409
    (now,) = texts_in(answer, ".error-summary li")
    assert now.startswith("三、") and "刚才有人改过，现为：陈望" in now
    assert at.section().holder == at.colleague
    form = answer.context["form"]
    again = {name: str(form[name].value() or "") for name in form.fields}
    assert at.browser(at.office).post(at.url("assignments"), again).status_code == 302
    assert at.section().holder == at.clerk


def test_a_report_that_went_on_hands_out_nothing(at):
    posted = at.posted(s3_requests__holder=at.clerk.pk, s3_requests__due=soon())
    Report.objects.filter(pk=at.report.pk).update(status=State.OFFICE_REVIEW)
    answer = at.browser(at.office).post(at.url("assignments"), posted)
    assert answer.status_code == 409
    assert at.section().holder is None
    assert at.browser(at.office).get(at.url("assignments")).status_code == 200


def test_the_page_is_the_offices(at):
    assert at.browser(at.clerk).get(at.url("assignments")).status_code == 403
    assert (
        at.browser(make_user((at.report.agency, Role.HEAD))).post(at.url("assignments")).status_code
        == 403
    )
    stranger = make_user((make_agency(region=at.report.agency.region), Role.OFFICE))
    assert at.browser(stranger).get(at.url("assignments")).status_code == 404
    assert Client().get(at.url("assignments")).status_code == 302
    assert at.browser(at.office).put(at.url("assignments")).status_code == 405


def test_somebody_who_left_can_still_be_seen_and_replaced(at):
    at.give(TABLE, at.clerk)
    at.clerk.memberships.all().delete()
    page = at.browser(at.office).get(at.url("assignments"))
    (holder,) = [s for s in elements(page, "select") if s.get("name") == f"{TABLE}.holder"]
    (chosen,) = [o.text for o in elements(holder, "option") if o.get("selected") is not None]
    assert chosen.startswith("周晓禾")
    posted = at.posted(s3_requests__holder=at.colleague.pk)
    assert at.browser(at.office).post(at.url("assignments"), posted).status_code == 302
    assert at.section().holder == at.colleague


# Who writes -------------------------------------------------------------------------------------


def test_a_colleague_reads_what_somebody_else_holds_and_is_told_whose_it_is(at):
    at.give(TABLE, at.clerk)
    page = at.browser(at.colleague).get(at.url()).content.decode()
    assert f'name="{CELL}"' not in page
    assert "本部分由周晓禾填写" in page
    assert f'name="{CELL}"' in at.browser(at.clerk).get(at.url()).content.decode()
    assert f'name="{CELL}"' in at.browser(at.office).get(at.url()).content.decode()


def test_what_a_colleague_typed_before_it_was_handed_out_is_shown_back_and_not_stored(at):
    at.give(TABLE, at.clerk)
    answer = at.browser(at.colleague).post(at.url(), {CELL: "77"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "没有保存：本部分已分派给周晓禾" in page
    assert '<dd class="typed">77</dd>' in page
    assert CELL not in at.section().figures


def test_an_automatic_save_is_refused_in_words(at):
    at.give(TABLE, at.clerk)
    answer = at.browser(at.colleague).post(at.url("autosave"), {CELL: "77"})
    assert answer.status_code == 403
    assert answer.json() == {"locked": True, "message": "没有保存：本部分已分派给周晓禾。"}
    assert at.browser(at.clerk).post(at.url("autosave"), {CELL: "7"}).status_code == 200
    assert at.section().figures[CELL] == 7


def test_nothing_this_year_is_the_holders_to_say(at):
    at.give(TABLE, at.clerk)
    url = reverse("entry:nil_return", kwargs={"pk": at.report.pk, "table": "requests"})
    undo = reverse("entry:undo_nil_return", kwargs={"pk": at.report.pk, "table": "requests"})
    assert at.browser(at.colleague).post(url).status_code == 403
    assert at.section().version == 0
    assert at.browser(at.clerk).post(url).status_code == 302
    assert at.browser(at.colleague).post(undo).status_code == 403
    assert at.section().figures[CELL] == 0
    assert at.browser(at.office).post(undo).status_code == 302
    assert at.section().figures[CELL] is None


def test_the_sum_of_the_agencies_is_not_written_over_a_table_that_somebody_else_holds():
    at = Office(kind=AgencyKind.GOVERNMENT)
    url = at.url("fill_in")
    counts = dict.fromkeys(["new_received", "granted"], 2)
    others = {f"requests__{row}__natural_person": count for row, count in counts.items()}
    make_filled_report(make_agency(region=at.report.agency.region), **others)
    at.give(TABLE, at.clerk)
    assert at.browser(at.colleague).post(url).status_code == 403
    assert not any(section.figures for section in at.report.sections.all())
    assert url not in at.browser(at.colleague).get(at.url("report")).content.decode()
    assert at.browser(at.office).post(url).status_code == 302
    assert at.section().figures[CELL] == 2
    at.give(TABLE, None)
    at.give("s1_overview", at.clerk)  # a text is no matter of the sum
    at.browser(at.office).post(at.url(), {CELL: "9", "base": json.dumps({CELL: "2"})})
    assert at.browser(at.colleague).post(url).status_code == 302
    assert at.section().figures[CELL] == 2


def test_a_holder_who_writes_for_the_agency_no_more_may_not_write(at):
    at.give(TABLE, at.clerk)
    at.clerk.memberships.update(role=Role.DEPUTY)
    assert at.browser(at.clerk).post(at.url(), {CELL: "1"}).status_code == 403
    assert CELL not in at.section().figures


def test_the_refusal_names_the_section(at):
    at.give(TABLE, at.clerk)
    with transaction.atomic(), pytest.raises(HeldByAnother) as refused:
        get_writable_section(at.colleague, at.report.pk, TABLE)
    assert (refused.value.section.code, refused.value.section.holder) == (TABLE, at.clerk)


# Done -------------------------------------------------------------------------------------------


def test_the_holder_saves_and_marks_as_done_with_one_press(at):
    at.give(TABLE, at.clerk)
    answer = at.browser(at.clerk).post(at.url(), {CELL: "3", "then": "done"})
    assert answer["Location"] == at.url()
    section = at.section()
    assert section.figures[CELL] == 3
    assert (section.is_done, section.done_by) == (True, at.clerk)
    event = Event.objects.get(action="section.done")
    assert (event.object, event.after) == (at.report.trail_name, {"section": TABLE})


def test_a_change_takes_the_mark_off_and_a_save_that_changes_nothing_does_not(at):
    at.give(TABLE, at.clerk)
    browser = at.browser(at.clerk)
    browser.post(at.url(), {CELL: "3", "then": "done"})
    same = browser.post(at.url("autosave"), {CELL: "3", "base": json.dumps({CELL: "3"})})
    assert (same.json()["done"], at.section().is_done) == (True, True)
    other = browser.post(at.url("autosave"), {CELL: "4", "base": json.dumps({CELL: "3"})})
    assert (other.json()["done"], at.section().is_done) == (False, False)
    assert Event.objects.filter(action="section.write").first().after["done"] is False


def test_what_cannot_be_read_is_saved_but_not_done(at):
    at.give(TABLE, at.clerk)
    page = at.browser(at.clerk).post(at.url(), {CELL: "若干", "then": "done"}, follow=True)
    assert not at.section().is_done
    assert at.section().unreadable == {CELL: "若干"}
    assert "没有标记完成" in page.content.decode()


def test_it_is_marked_as_not_done_again_by_the_holder_or_the_office(at):
    at.give(TABLE, at.clerk)
    for person in (at.clerk, at.office):
        at.browser(at.clerk).post(at.url(), {CELL: "3", "then": "done"})
        assert at.section().is_done
        assert at.browser(at.colleague).post(at.url("not_done")).status_code == 403
        at.browser(person).post(at.url("not_done"))
        assert not at.section().is_done
    assert Event.objects.filter(action="section.not_done").count() == 2


def test_another_holder_begins_anew_and_another_day_does_not(at):
    at.give(TABLE, at.clerk)
    at.browser(at.clerk).post(at.url(), {CELL: "3", "then": "done"})
    at.give(TABLE, at.clerk, soon(9))
    assert at.section().is_done
    at.give(TABLE, at.colleague)
    assert not at.section().is_done


def test_a_locked_report_keeps_its_marks(at):
    at.give(TABLE, at.clerk)
    at.browser(at.clerk).post(at.url(), {CELL: "3", "then": "done"})
    Report.objects.filter(pk=at.report.pk).update(status=State.OFFICE_REVIEW)
    at.browser(at.clerk).post(at.url("not_done"))
    assert at.section().is_done
    assert at.browser(at.clerk).post(at.url(), {CELL: "4", "then": "done"}).status_code == 409
    with pytest.raises(ReportNotEditable):
        at.give(TABLE, None)
    section = at.section()
    assert (section.is_done, section.holder, section.figures[CELL]) == (True, at.clerk, 3)


# Handing back -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("daytime")
def test_the_holder_hands_back_with_a_note_that_the_office_reads(
    at, django_capture_on_commit_callbacks
):
    at.give(TABLE, at.clerk)
    with django_capture_on_commit_callbacks(execute=True):
        answer = at.browser(at.clerk).post(
            at.url(), {CELL: "5", "then": "hand_back", "note": "这部分归信访科 <b>"}
        )
    assert answer["Location"] == at.url("report")
    section = at.section()
    assert section.figures[CELL] == 5  # saved first
    assert (section.holder, section.handed_back_by, section.note) == (
        None,
        at.clerk,
        "这部分归信访科 <b>",
    )
    (letter,) = [letter for letter in mail.outbox if letter.to == [at.office.email]]
    assert "这部分归信访科 <b>" in letter.body
    page = at.browser(at.office).get(at.url("report"))
    (row,) = [r for r in texts_in(page, "table.task-list tr") if r.startswith("三、")]
    assert "这部分归信访科 <b>" in row
    assert Event.objects.get(action="section.hand_back").after["note"] == "这部分归信访科 <b>"
    assert (
        at.browser(at.colleague).post(at.url(), {CELL: "6"}).status_code == 409
    )  # anybody's again
    at.give(TABLE, at.colleague)
    assert at.section().note == ""


@pytest.mark.parametrize("note", ["", "  \n"])
def test_without_a_note_it_is_saved_but_not_handed_back(at, note):
    at.give(TABLE, at.clerk)
    at.browser(at.clerk).post(at.url(), {CELL: "5", "then": "hand_back", "note": note})
    assert (at.section().holder, at.section().figures[CELL]) == (at.clerk, 5)


def test_only_the_holder_hands_back(at):
    at.give(TABLE, at.clerk)
    answer = at.browser(at.office).post(at.url(), {CELL: "5", "then": "hand_back", "note": "不办"})
    assert answer.status_code == 403
    assert at.section().holder == at.clerk
    assert CELL not in at.section().figures


# Passing on -------------------------------------------------------------------------------------


def test_nothing_is_passed_on_while_somebody_still_works_on_it(at):
    at.give(TABLE, at.clerk)
    at.give("s5_problems", at.colleague)
    browser = at.browser(at.office)
    with pytest.raises(StillAssigned, match="三、收到和处理政府信息公开申请情况（周晓禾）、五、"):
        make_move(at.report.pk, "pass_on", actor(at.office), seen=0)
    page = text_in(browser.get(at.url("check")), ".verdict")
    assert "还在填写，未标记完成： 三、收到和处理政府信息公开申请情况（周晓禾）" in page
    at.browser(at.clerk).post(at.url(), {CELL: "0", "then": "done"})
    at.give("s5_problems", None)
    assert (
        make_move(at.report.pk, "pass_on", actor(at.office), seen=0).target == State.OFFICE_REVIEW
    )


@pytest.mark.parametrize("back", ["send_back", "return"])
def test_what_came_back_is_held_by_the_same_people_without_their_marks(back):
    report = make_report()
    fill_report(report)
    clerk = person_at(report.agency, Role.REPORTER)
    held = Assignment(clerk, soon())
    assign(report, {TABLE: held}, {}, actor(person_at(report.agency, Role.OFFICE)))
    ReportSection.objects.filter(report=report, code=TABLE).update(
        done_at=timezone.now(), done_by=clerk
    )
    moved = move_to(report, State.IN_REVIEW if back == "return" else State.OFFICE_REVIEW)
    move_on(moved, back)
    section = ReportSection.objects.get(report=report, code=TABLE)
    assert (section.holder, section.due_on, section.is_done) == (clerk, soon(), False)


# Home -------------------------------------------------------------------------------------------


def rows(user: User) -> list[tuple[str, dt.date]]:
    """Read anew, as each request does."""
    return [(row.section, row.due) for row in todo_list(User.objects.get(pk=user.pk))]


def test_a_holder_has_their_sections_to_do_the_most_urgent_first_and_no_more(at):
    at.give(TABLE, at.clerk, soon(9))
    at.give("s5_problems", at.clerk, soon(2))
    assert rows(at.clerk) == [
        ("五、存在的主要问题及改进情况", soon(2)),
        ("三、收到和处理政府信息公开申请情况", soon(9)),
    ]
    page = at.browser(at.clerk).get(reverse("agency:home")).content.decode()
    assert at.url(code="s5_problems") in page
    at.browser(at.clerk).post(at.url(), {CELL: "0", "then": "done"})
    assert rows(at.clerk) == [("五、存在的主要问题及改进情况", soon(2))]
    at.browser(at.clerk).post(at.url(code="s5_problems"), {"text": "不足。", "then": "done"})
    assert rows(at.clerk) == []


def test_one_who_holds_nothing_has_the_report_to_do_while_something_is_anybodys(at):
    deadline = at.report.campaign.internal_deadline
    at.give(TABLE, at.clerk)
    assert rows(at.colleague) == [("", deadline)]
    for section in at.report.edition.sections:
        at.give(section.code, at.clerk)
    assert rows(at.colleague) == []
    assert len(rows(at.clerk)) == 6
    assert rows(at.office) == []  # until they are done, or hand something back
    at.report.sections.update(done_at=timezone.now())
    assert rows(at.office) == [("", deadline)]


def test_the_office_sees_how_far_they_are(at):
    at.give(TABLE, at.clerk)
    at.give("s5_problems", at.colleague)
    at.browser(at.clerk).post(at.url(), {CELL: "0", "then": "done"})
    (row,) = todo_list(at.office)
    assert (row.handed_out.done, row.handed_out.held) == (1, 2)
    page = at.browser(at.office).get(reverse("agency:home")).content.decode()
    assert "分派 2 部分，已完成 1" in page
    at.browser(at.colleague).post(
        at.url(code="s5_problems"), {"text": "", "then": "hand_back", "note": "请派给法规科"}
    )
    assert "退回分派 1" in at.browser(at.office).get(reverse("agency:home")).content.decode()


def test_what_others_do_with_the_report_is_no_matter_of_its_holders(at):
    at.give(TABLE, at.clerk)
    Report.objects.filter(pk=at.report.pk).update(status=State.OFFICE_REVIEW)
    assert rows(at.clerk) == []
    assert len(rows(at.office)) == 1


def test_an_overdue_section_says_so(at):
    at.give(TABLE, at.clerk)
    ReportSection.objects.filter(pk=at.section().pk).update(due_on=soon(-2))
    page = at.browser(at.clerk).get(reverse("agency:home")).content.decode()
    assert 'class="days late"' in page


# Queries ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("held", [0, 6])
def test_no_page_asks_more_of_the_database_for_what_is_handed_out(
    at, held, django_assert_num_queries, django_assert_max_num_queries
):
    for section in at.report.edition.sections[:held]:
        at.give(section.code, at.clerk)
    for year in (2025, 2024):
        make_report(at.report.agency, year=year)
    write_section(at.report, TABLE, Entry({CELL: 1}), actor(at.clerk))
    browser = at.browser(at.office)
    for page, queries in (("report", 15), ("section", 9), ("assignments", 7)):
        with django_assert_max_num_queries(queries):
            browser.get(at.url(page))
    with django_assert_num_queries(11):
        # session, user, roles, own reports, their sections, last year's figures, what needs nothing
        # of them, who works on that, whether they are new here (two), the bureau
        browser.get(reverse("agency:home"))


def test_no_day_is_offered_that_has_passed(at):
    Campaign.objects.filter(pk=at.report.campaign_id).update(
        internal_deadline=soon(-9), opens_on=soon(-20)
    )
    form = at.browser(at.office).get(at.url("assignments")).context["form"]
    assert form[f"{TABLE}.due"].value() is None
