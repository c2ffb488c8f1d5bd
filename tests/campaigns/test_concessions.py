"""What the bureau lets one agency off: until when, by whom, what it changes, and that it ends."""

import datetime as dt
import io
import re

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.models import AgencyKind, Event, Role, User
from reports.agency.todo import handled_reports, todo_list
from reports.campaigns.concessions import extended, extension_problem, until_problem, waivable_rules
from reports.campaigns.deadlines import days_of, deadline_of, next_due, with_days
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.drafts.working_copy import working_copy
from reports.form.content import Content, RuleContext, Waiver
from reports.form.loader import load_editions
from reports.models import Concession, Report, State
from reports.models.concession import in_force
from reports.oversight.aggregate import Selection, expected_reports, left_out, missing_reports
from reports.oversight.board import Scope, board
from reports.review.queue import Filters, counts, in_state, queue, rows
from reports.rules.check import check
from reports.workflow.grant_concession import ConcessionRefused, ConcessionRequest, grant, withdraw
from reports.workflow.notices_to_file import send_notices
from reports.workflow.refusals import NotSubmittable, Released
from reports.workflow.reminders import open_reports
from reports.workflow.submissions import found_when_filed, require_submittable
from tests.support.addresses import page_name
from tests.support.elements import elements, text_in, texts_in
from tests.support.factories import (
    actor,
    bureau_of,
    explain_findings,
    fill_report,
    make_agency,
    make_campaign,
    make_concession,
    make_filled_report,
    make_report,
    make_user,
    move_on,
    move_to,
    person_at,
)
from tests.support.lengths import examples

pytestmark = pytest.mark.django_db
EXTENSION, RELEASE, WAIVER = Concession.Kind.values
QUICK = examples(30, 300)
NOW = dt.datetime.fromisoformat("2027-01-10T12:00+08:00")
TODAY = NOW.date()


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture(autouse=True)
def at_ten():
    """On 10 January; reports are due on the 20th, by law on the 31st."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reviewer(report: Report) -> User:
    return make_user((bureau_of(report.agency.region), Role.REVIEWER), name="孙明")


def fresh(report: Report) -> Report:
    """As a page of its agency or of the bureau reads it."""
    return with_days(Report.objects.select_related("campaign", "agency__region")).get(pk=report.pk)


def extension(until: str = "2027-01-25", reason: str = "机构调整") -> ConcessionRequest:
    return ConcessionRequest(EXTENSION, day(until), reason)


def release(until: str = "2027-12-31", reason: str = "机构合并") -> ConcessionRequest:
    return ConcessionRequest(RELEASE, day(until), reason)


def waiver(rule: str = "YOY-R01", until: str = "2027-06-30") -> ConcessionRequest:
    return ConcessionRequest(WAIVER, day(until), "机构合并", rule)


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page_of(report: Report) -> str:
    return reverse("review:concessions", args=[report.pk])


# Until when -------------------------------------------------------------------------------------

EXTENSIONS = [
    # today, due, by law, wanted, what is said against it
    ("2027-01-10", "2027-01-20", "2027-01-31", "2027-01-21", None),
    ("2027-01-10", "2027-01-20", "2027-01-31", "2027-01-31", None),
    ("2027-01-25", "2027-01-20", "2027-01-31", "2027-01-25", None),  # it is late already
    ("2027-01-10", "2027-01-20", "2027-01-31", "2027-01-20", "2027年1月20日"),  # no later
    ("2027-01-10", "2027-01-20", "2027-01-31", "2027-02-01", "法定期限是2027年1月31日"),
    ("2027-01-25", "2027-01-20", "2027-01-31", "2027-01-24", "不能早于今天"),
    ("2027-02-01", "2027-01-20", "2027-01-31", "2027-02-05", "已过"),  # the law's day too
    ("2028-02-01", "2028-02-15", "2028-03-31", "2028-02-29", None),  # a government, leap year
]


@pytest.mark.parametrize(("today", "due", "by_law", "wanted", "said"), EXTENSIONS)
def test_a_day_is_later_than_the_one_that_stands_and_within_the_law(
    today, due, by_law, wanted, said
):
    problem = extension_problem(*map(day, (wanted, due, by_law, today)))
    assert (problem is None) is (said is None)
    assert said is None or said in str(problem)


@pytest.mark.parametrize(
    ("until", "may"),
    [("2027-01-09", False), ("2027-01-10", True), ("2028-01-10", True), ("2028-01-11", False)],
)
def test_nothing_is_waived_in_the_past_or_for_more_than_a_year(until, may):
    assert (until_problem(day(until), TODAY) is None) is may


days = st.dates(dt.date(2027, 1, 1), dt.date(2027, 3, 1))


@given(days, days, days)
def test_an_extension_never_makes_a_report_due_earlier_nor_after_the_laws_day(usual, by_law, given):
    due = extended(usual, by_law, given)
    assert due >= usual
    assert due <= max(usual, by_law)
    assert extended(due, by_law, given) == due


@QUICK
@given(st.lists(st.tuples(days, st.booleans()), max_size=4), days, days)
def test_the_database_reckons_the_same_day_from_all_that_stand(given, internal, legal):
    """Whatever the campaign's dates become after an extension was given."""
    with transaction.atomic():
        agency = make_agency()
        internal, legal = sorted((internal, legal))
        made = make_campaign(agency.region, opens_on=dt.date(2027, 1, 1),
                             internal_deadline=internal, legal_deadline=legal)  # fmt: skip
        report = make_report(agency, year=made.year)
        for until, is_withdrawn in given:
            one = make_concession(report, day=until)
            if is_withdrawn:
                take_away(one)
        standing = [until for until, is_withdrawn in given if not is_withdrawn]
        expected = extended(internal, legal, max(standing)) if standing else internal
        assert days_of(fresh(report)).due == expected
        assert days_of(fresh(report)).by_law == legal
        transaction.set_rollback(True)


def take_away(one: Concession) -> None:
    Concession.objects.filter(pk=one.pk).update(
        withdrawn_at=NOW, withdrawn_by=one.by, withdrawn_why="情况有变"
    )


@QUICK
@given(st.sampled_from(Concession.Kind.values), days, st.booleans(), days)
def test_whether_one_holds_is_the_same_in_the_database_and_out_of_it(kind, until, gone, on):
    with transaction.atomic():
        one = make_concession(make_report(), kind, day=until)
        if gone:
            take_away(one)
        one.refresh_from_db()
        found = Concession.objects.filter(in_force(on), pk=one.pk).exists()
        assert found is one.holds_on(on)
        settles = kind == RELEASE and until >= one.report.campaign.legal_deadline
        assert found is (not gone and (kind == EXTENSION or settles or on <= until))
        transaction.set_rollback(True)


def test_an_extension_gives_way_to_a_later_day_that_its_campaign_sets(report):
    make_concession(report, day=day("2027-01-25"))
    report.campaign.dates.create(kind=report.agency.kind, day=day("2027-01-28"))
    assert days_of(fresh(report)).due == day("2027-01-28")


def test_the_latest_of_several_counts_and_the_one_before_it_when_that_is_withdrawn(
    report, reviewer
):
    grant(report.pk, extension("2027-01-22"), actor(reviewer))
    later = grant(report.pk, extension("2027-01-27"), actor(reviewer))
    assert deadline_of(fresh(report)).day == day("2027-01-27")
    withdraw(later.pk, "已恢复", actor(reviewer))
    assert deadline_of(fresh(report)).day == day("2027-01-22")


# Who may, and what is refused ---------------------------------------------------------------------


def of_the_agency(report: Report) -> User:
    bureau = bureau_of(report.agency.region)
    return make_user((bureau, Role.REVIEWER), (report.agency, Role.OFFICE))


WHO = {
    "an administrator": lambda r: person_at(bureau_of(r.agency.region), Role.ADMINISTRATOR),
    "the office of the agency": lambda r: person_at(r.agency, Role.OFFICE),
    "a reviewer of another county": lambda r: person_at(bureau_of(make_agency().region), Role.REVIEWER),
    "a reviewer who belongs to the agency": of_the_agency,
}  # fmt: skip


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("wanted", [extension(), release(), waiver()], ids=lambda w: w.kind)
def test_it_is_neither_given_nor_withdrawn_by(report, reviewer, who, wanted):
    person = WHO[who](report)
    with pytest.raises(ConcessionRefused):
        grant(report.pk, wanted, actor(person))
    made = grant(report.pk, wanted, actor(reviewer))
    with pytest.raises(ConcessionRefused):
        withdraw(made.pk, "情况有变", actor(person))
    assert Concession.objects.get().withdrawn_at is None
    assert not Event.objects.filter(actor=person).exists()


REFUSED = {
    "beyond the law": (extension("2027-02-01"), "day"),
    "not later": (extension("2027-01-20"), "day"),
    "without a reason": (extension(reason=" \n"), "reason"),
    "released for more than a year": (release("2028-02-01"), "day"),
    "waived until yesterday": (waiver(until="2027-01-09"), "day"),
    "what the form prints: a balance": (waiver("T3-R01"), "rule"),
    "what the form prints: a total": (waiver("T3-R02"), "rule"),
    "what the law asks for": (waiver("N-R16"), "rule"),
    "personal data": (waiver("P-R01"), "rule"),
    "a rule there is not": (waiver("X-R99"), "rule"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_to_give(report, reviewer, case):
    wanted, field = REFUSED[case]
    with pytest.raises(ConcessionRefused) as refusal:
        grant(report.pk, wanted, actor(reviewer))
    assert refusal.value.field == field
    assert not Concession.objects.exists()


def test_the_same_is_not_given_twice_but_another_rule_is(report, reviewer):
    for wanted in (release(), waiver()):
        grant(report.pk, wanted, actor(reviewer))
        with pytest.raises(ConcessionRefused, match="撤回"):
            grant(report.pk, wanted, actor(reviewer))
    assert grant(report.pk, waiver("P-R02"), actor(reviewer)).pk
    given = Concession.objects.order_by("pk").values_list("kind", "rule")
    assert list(given) == [(RELEASE, ""), (WAIVER, "YOY-R01"), (WAIVER, "P-R02")]


def test_what_was_filed_wants_nothing(reviewer, report):
    fill_report(report)
    move_to(report, State.SUBMITTED)
    for wanted in (extension(), release(), waiver()):
        with pytest.raises(ConcessionRefused, match="已报送"):
            grant(report.pk, wanted, actor(reviewer))
    assert not Concession.objects.exists()


def test_the_governments_own_report_and_what_counts_already_are_not_released(reviewer):
    government = make_report(make_agency(kind=AgencyKind.GOVERNMENT))
    counted = move_on(make_filled_report(state=State.PUBLISHED), "correct")
    for report, why in ((government, "法定"), (counted, "计入汇总")):
        by = person_at(bureau_of(report.agency.region), Role.REVIEWER)
        with pytest.raises(ConcessionRefused, match=why):
            grant(report.pk, release(), actor(by))
        assert not Concession.objects.exists()
        assert grant(report.pk, waiver(), actor(by)).pk  # by who may give something else
        Concession.objects.all().delete()


def test_an_extension_under_which_was_filed_stays(report, reviewer):
    fill_report(report)
    made = grant(report.pk, extension(), actor(reviewer))
    with time_machine.travel(NOW + dt.timedelta(days=12), tick=False):
        report = move_to(report, State.SUBMITTED)
        with pytest.raises(ConcessionRefused, match="按延期"):
            withdraw(made.pk, "情况有变", actor(reviewer))
    made.refresh_from_db()
    assert made.withdrawn_at is None
    assert days_of(fresh(report)).due == made.day


def test_who_was_released_on_the_day_of_the_law_is_not_asked_for_that_year_later(report, reviewer):
    made = grant(report.pk, release(), actor(reviewer))
    years_later = places_of(report, made.day + dt.timedelta(days=400))
    assert years_later["place"] == "released" and not years_later["late"]
    with time_machine.travel(NOW + dt.timedelta(days=500), tick=False):
        withdraw(made.pk, "机构保留", actor(reviewer))
    assert places_of(report, made.day + dt.timedelta(days=400))["late"]


def test_what_is_over_is_not_withdrawn(report, reviewer):
    over = make_concession(report, RELEASE, day=TODAY - dt.timedelta(days=1))
    gone = grant(report.pk, waiver(), actor(reviewer))
    withdraw(gone.pk, "情况有变", actor(reviewer))
    for one in (over, gone):
        with pytest.raises(ConcessionRefused, match="失效"):
            withdraw(one.pk, "情况有变", actor(reviewer))
    assert Event.objects.filter(action="waiver.withdraw").count() == 1
    over.refresh_from_db()
    assert over.withdrawn_at is None


FAULTY = {
    "a rule without a waiver": {"rule": "YOY-R01"},
    "a waiver of nothing": {"kind": WAIVER},
    "withdrawn by nobody": {"withdrawn_at": NOW, "withdrawn_why": "情况有变"},
}


@pytest.mark.parametrize("fault", FAULTY)
def test_the_database_keeps_none_that_is(report, fault):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_concession(report, **{"rule": "", **FAULTY[fault]})


# What it changes --------------------------------------------------------------------------------


def places_of(report: Report, today: dt.date) -> dict[str, object]:
    """Everything that any page says of when and whether this report is due."""
    with time_machine.travel(dt.datetime.combine(today, dt.time(12)), tick=False):
        reviewer = User.objects.get(pk=person_at(bureau_of(report.agency.region), Role.REVIEWER).pk)
        office = User.objects.get(pk=person_at(report.agency, Role.OFFICE).pk)
        campaign = report.campaign
        mine = Report.objects.filter(pk=report.pk)
        (row,) = rows(queue(mine, campaign))
        selection = Selection(campaign, report.agency.region)
        findings = working_copy(fresh(report)).findings(submitting=True)
        return {
            "due": days_of(fresh(report)),
            "deadline": deadline_of(fresh(report)),
            "late": row.is_late,
            "place": row.place,
            "expected": expected_reports(selection).filter(pk=report.pk).exists(),
            "missing": missing_reports(selection).filter(pk=report.pk).exists(),
            "left out": [one.pk for one in left_out(selection)[1]],
            "next": next_due(mine, today),
            "to do": [(one.url, one.due) for one in todo_list(office)],
            "filter": in_state(queue(mine, campaign), Filters(state="not_filed")).exists(),
            "findings": [(f.rule, f.severity, f.waiver, f.key) for f in findings],
            "reviewer": [one.url for one in todo_list(reviewer)],
        }


@pytest.fixture
def differing() -> Report:
    """It has another figure than last year's report fixes, and no reason for it."""
    report = merged()
    made = make_concession(report, WAIVER)
    assert write_over(report, 5)
    made.delete()
    return report


@pytest.mark.one_database
@QUICK
@given(
    st.sampled_from(Concession.Kind.values),
    st.integers(0, 21),
    st.booleans(),
    st.integers(0, 30),
)
def test_after_it_was_withdrawn_or_has_ended_everything_is_as_if_it_had_not_been(
    differing, kind, lasts, is_withdrawn, later
):
    report = differing
    with transaction.atomic():
        today = TODAY + dt.timedelta(days=later)
        before = places_of(report, today)
        one = make_concession(report, kind, day=TODAY + dt.timedelta(days=lasts))
        if is_withdrawn:
            take_away(one)
        settled = kind == RELEASE and one.day >= report.campaign.legal_deadline
        ended = is_withdrawn or (kind != EXTENSION and later > lasts and not settled)
        after = places_of(report, today)
        if ended:
            assert after == before
        elif kind != EXTENSION:
            assert after != before
        assert after["due"].due >= before["due"].due and after["due"].by_law == before["due"].by_law
        transaction.set_rollback(True)


def test_with_an_extension_it_is_due_and_late_on_another_day(report, reviewer):
    grant(report.pk, extension(), actor(reviewer))
    found = places_of(report, day("2027-01-25"))
    assert (found["due"].due, found["late"]) == (day("2027-01-25"), False)
    found = places_of(report, day("2027-01-26"))
    assert found["late"] and found["deadline"].late_by == 1


def test_the_board_and_its_file_say_why_and_until_when(report, reviewer):
    grant(report.pk, release(), actor(reviewer))
    page = browser(reviewer).get(reverse("oversight:board"), {"show": "released"})
    assert re.search(r"准予免报，有效期至2027年12月31日\s+· 机构合并", page.content.decode())
    answer = browser(reviewer).get(reverse("oversight:board_file"), {"show": "released"})
    listed = load_workbook(io.BytesIO(answer.content))["免报"].iter_rows(values_only=True)
    assert [(row[0], row[-1]) for row in listed][1:] == [
        (report.agency.name, f"免报 {date_format(release().day)} {release().reason}")
    ]


def test_filed_within_the_extension_is_on_time_and_a_day_after_it_is_late(reviewer, report):
    other = make_report(make_agency(region=report.agency.region))
    for filed, on in ((report, 25), (other, 26)):
        fill_report(filed)
        grant(filed.pk, extension(), actor(reviewer))
        with time_machine.travel(dt.datetime(2027, 1, on, 12), tick=False):
            move_to(filed, State.SUBMITTED)
    found = rows(queue(Report.objects.all(), report.campaign))
    assert {row.report.pk for row in found if row.is_late} == {other.pk}


def test_who_is_released_is_not_expected_missing_or_late_and_has_nothing_to_do(report, reviewer):
    waiting = make_report(make_agency(region=report.agency.region))
    grant(report.pk, release(), actor(reviewer))
    found = places_of(report, day("2027-02-10"))
    assert not found["late"] and not found["expected"] and not found["missing"]
    assert (found["deadline"], found["next"], found["to do"]) == (None, None, [])
    assert found["place"] == "released" and found["left out"] == [report.pk]
    assert not found["filter"]
    numbers = {c.value: c.count for c in counts(queue(Report.objects.all(), report.campaign))}
    every = Report.objects.filter(campaign=report.campaign).count()
    assert (numbers[""], numbers["released"], numbers["not_filed"]) == (every, 1, every - 1)
    assert places_of(waiting, day("2027-02-10"))["late"]
    office = person_at(report.agency, Role.OFFICE)
    assert [row.report.pk for row in handled_reports(office, [])] == [report.pk]


def test_who_is_released_stands_apart_on_the_board_and_is_not_reminded_or_asked(report, reviewer):
    other = make_report(make_agency(region=report.agency.region))
    office = person_at(report.agency, Role.OFFICE)
    scope = Scope(Report.objects.all(), report.campaign, report.campaign.region)
    before = dict(board(scope).total.counts)
    made = grant(report.pk, release(), actor(reviewer))
    fewer = {name: before[name] - 1 for name in ("expected", "open")}
    assert board(scope).total.counts == {**before, **fewer, "released": 1}
    assert report not in scope.listed("open")
    assert list(scope.listed("released")) == [report]
    with time_machine.travel(NOW + dt.timedelta(days=7), tick=False):
        assert set(open_reports()) == set(Report.objects.exclude(pk=report.pk))
        asked = send_notices(report.campaign, [report.pk, other.pk], "请尽快报送", actor(reviewer))
    assert [one.report for one in asked.urged] == [other]
    page = browser(office).get(reverse("agency:report", args=[report.pk]))
    assert not page.context["can_write"] and not page.context["hands_out"]
    withdraw(made.pk, "机构保留", actor(reviewer))
    assert board(scope).total.counts == before
    assert browser(office).get(page.request["PATH_INFO"]).context["can_write"]


def test_an_extension_moves_on_time_and_overdue_on_the_board(report, reviewer):
    make_report(make_agency(region=report.agency.region))
    grant(report.pk, extension(), actor(reviewer))
    scope = Scope(Report.objects.all(), report.campaign, report.campaign.region)
    every = board(scope).total["expected"]
    for on, late in ((25, every - 1), (26, every)):
        with time_machine.travel(dt.datetime(2027, 1, on, 12), tick=False):
            assert board(scope).total["overdue"] == late
            assert len(scope.listed("overdue")) == late


def test_who_is_released_does_not_file_until_that_is_withdrawn(report, reviewer):
    fill_report(report)
    explain_findings(report)
    made = grant(report.pk, release(), actor(reviewer))
    with pytest.raises(Released, match="机构合并"):
        move_on(report, "pass_on")
    withdraw(made.pk, "机构保留", actor(reviewer))
    assert move_to(report, State.READY).state == State.READY
    made = grant(report.pk, release(), actor(reviewer))
    report = Report.objects.select_related("campaign", "agency__region").get(pk=report.pk)
    with pytest.raises(Released):
        move_on(report, "submit")


# A rule waived ----------------------------------------------------------------------------------

CODE, OVER = "s3_requests", "requests.carried_over.natural_person"


def merged() -> Report:
    """Last year it had 3 requests left over; merged with another it begins with 5."""
    last = make_filled_report(
        make_agency(),
        year=2025,
        requests__new_received__natural_person=3,
        requests__carried_forward__natural_person=3,
    )
    report = make_report(last.agency, year=2026)
    fill_report(report, requests__granted__natural_person=3)
    return report


def write_over(report: Report, figure: int) -> bool:
    """Whether another figure than last year's is taken."""
    by = actor(person_at(report.agency, Role.REPORTER))
    shown = working_copy(report).content.figures
    cells = (OVER, "requests.granted.natural_person")
    entry = Entry(dict.fromkeys(cells, figure), base={cell: str(shown[cell]) for cell in cells})
    return not write_section(report, CODE, entry, by).refused


def test_a_waived_rule_opens_its_cells_and_warns_with_the_bureaus_reason():
    report = merged()
    reviewer = person_at(bureau_of(report.agency.region), Role.REVIEWER)
    assert not write_over(report, 5)
    made = grant(report.pk, waiver(), actor(reviewer))
    assert write_over(report, 5)
    (found,) = [f for f in working_copy(report).findings(submitting=True) if f.rule == "YOY-R01"]
    assert (found.severity, found.needs_explanation) == ("warning", False)
    assert found.waiver == Waiver("机构合并", str(reviewer), "2027-06-30")
    explain_findings(report)
    require_submittable(fresh(report))
    withdraw(made.pk, "未合并", actor(reviewer))
    with pytest.raises(NotSubmittable):
        require_submittable(fresh(report))
    assert not write_over(report, 7)


def test_it_is_kept_with_the_submission_and_counts_as_a_warning():
    report = merged()
    reviewer = person_at(bureau_of(report.agency.region), Role.REVIEWER)
    grant(report.pk, waiver(), actor(reviewer))
    write_over(report, 5)
    submission = move_to(report, State.SUBMITTED).submissions.get()
    (found,) = [f for f in found_when_filed(submission) if f.waiver]
    assert found.rule == "YOY-R01" and submission.warnings >= 1
    desk = browser(reviewer).get(reverse("review:desk", args=[report.pk]))
    told = texts_in(desk, ".explanation")
    assert [words for words in told if words.startswith("审批局豁免 机构合并")]


EDITIONS = tuple(load_editions().values())


@QUICK
@given(st.data())
def test_a_waiver_changes_only_its_own_rule_and_never_what_form_or_law_ask(data):
    edition = data.draw(st.sampled_from(EDITIONS))
    figures = data.draw(st.dictionaries(st.sampled_from(tuple(edition.cells)), st.integers(-1, 9)))
    before = Content(edition.first_year, dict.fromkeys(edition.cells, 4), approved=True)
    content = Content(edition.first_year + 1, figures)
    waived = data.draw(st.sets(st.sampled_from([rule.id for rule in edition.rules])))
    around = RuleContext(waived={rule: Waiver("机构合并", "孙明", "2027-06-30") for rule in waived})
    plain = check(edition, content, before, submitting=True)
    found = check(edition, content, before, submitting=True, around=around)
    may = waived & {rule.id for rule in waivable_rules(edition)}
    assert [f for f in plain if f.rule not in may] == [f for f in found if f.rule not in may]
    assert [f for f in found if f.rule not in may and f.waiver] == []
    assert {f.key for f in plain} == {f.key for f in found}
    assert not [f for f in found if f.rule in may and f.severity == "error"]


def test_nothing_that_the_form_prints_or_the_law_asks_for_can_be_waived():
    printed = {"T2-R01", "T3-R01", "T3-R02", "T3-R03", "T3-R04", "T3-R05", "T2-R10", "T4-R01"}
    lawful = {"N-R10", "N-R11", "N-R16", "N-R19", "P-R01"}
    for edition in EDITIONS:
        may = {rule.id for rule in waivable_rules(edition)}
        assert may and not may & (printed | lawful)
        stopping = {r.id for r in edition.rules if r.severity == "error" and not r.explainable}
        assert not may & stopping


# Told and shown -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (extension(), "准予延期至2027年1月25日"),
        (release(), "准予免报，有效期至2027年12月31日"),
        (waiver(), "准予豁免“结转衔接”，有效期至2027年6月30日"),
    ],
    ids=lambda one: getattr(one, "kind", ""),
)
def test_it_is_an_event_a_letter_and_a_line_wherever_the_report_is_seen(
    report, reviewer, wanted, words, django_capture_on_commit_callbacks
):
    office = person_at(report.agency, Role.OFFICE)
    with django_capture_on_commit_callbacks(execute=True):
        made = grant(report.pk, wanted, actor(reviewer))
    event = Event.objects.get(action=f"{wanted.kind}.give")
    assert (event.actor, event.object) == (reviewer, report.trail_name)
    assert event.after["reason"] == wanted.reason and event.after["until"] == str(wanted.day)
    (letter,) = [one for one in mail.outbox if one.to == [office.email]]
    assert words in letter.body and wanted.reason in letter.body and "孙明" in letter.body
    agency, bureau = browser(office), browser(reviewer)
    for page in ("agency:report", "agency:check", "agency:handover"):
        line = text_in(agency.get(reverse(page, args=[report.pk])), ".exemption")
        assert f"{words} · {wanted.reason} 孙明" in line
    kind = made.get_kind_display()
    assert kind in texts_in(agency.get("/"), "tbody .mark")
    assert words in texts_in(bureau.get(page_of(report)), "tbody th")
    (state,) = [
        texts_in(row, "td")[1]
        for row in elements(bureau.get("/desk/"), "tbody tr")
        if report.agency.name in row.text_content()
    ]
    assert kind in state
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(made.pk, "情况有变", actor(reviewer))
    event = Event.objects.get(action=f"{wanted.kind}.withdraw")
    assert event.before["until"] == str(wanted.day) and event.after == {"reason": "情况有变"}
    assert ["情况有变" in letter.body for letter in mail.outbox] == [True]
    shown = agency.get(reverse("agency:report", args=[report.pk])).content.decode()
    assert 'class="exemption"' not in shown and "情况有变" in shown  # in the history alone


def test_the_totals_name_who_was_released(client, report, reviewer):
    make_report(make_agency(region=report.agency.region))
    grant(report.pk, release(), actor(reviewer))
    client.force_login(reviewer)
    page = client.get("/aggregate/")
    assert page.context["expected"] == len(page.context["missing"])
    assert [one.pk for one in page.context["released"]] == [report.pk]
    assert "机构合并" in page.content.decode()
    assert client.get("/aggregate/file/").status_code == 200


def test_the_receipt_names_what_held_when_it_was_filed(report, reviewer):
    fill_report(report)
    gone = grant(report.pk, waiver(), actor(reviewer))
    withdraw(gone.pk, "情况有变", actor(reviewer))
    grant(report.pk, extension(), actor(reviewer))
    with time_machine.travel(NOW + dt.timedelta(days=1), tick=False):
        move_to(report, State.SUBMITTED)
        client = browser(reviewer)
        page = client.get(reverse("records:receipt", args=[report.pk, 1]))
    assert [one.kind for one in page.context["concessions"]] == [EXTENSION]
    assert "准予延期至2027年1月25日" in page.content.decode()


def test_personal_data_in_a_reason_are_masked(report, reviewer):
    made = grant(report.pk, extension(reason="请联系13812345678"), actor(reviewer))
    made.refresh_from_db()
    assert made.reason == "请联系138****5678"
    assert "13812345678" not in str(Event.objects.get(action="extension.give").after)


# The page -------------------------------------------------------------------------------------------


def asked(kind: str = EXTENSION, **changed: object) -> dict[str, object]:
    rule = {"rule": "YOY-R01"} if kind == WAIVER else {}
    return {"kind": kind, "day": "2027-01-25", "reason": "机构调整", **rule, **changed}


@pytest.mark.parametrize("kind", Concession.Kind.values)
def test_it_is_given_and_withdrawn_on_the_page(report, reviewer, kind):
    client = browser(reviewer)
    page = client.get(page_of(report)).content.decode()
    assert f'name="kind" value="{kind}"' in page
    answer = client.post(page_of(report), asked(kind), follow=True)
    assert "通知填报单位" in answer.content.decode()
    made = Concession.objects.get()
    assert (made.kind, made.by, made.day) == (kind, reviewer, day("2027-01-25"))
    at = reverse("review:withdraw_concession", args=[report.pk, made.pk])
    client.post(at, {"why": "情况有变"})
    made.refresh_from_db()
    assert (made.withdrawn_by, made.withdrawn_why) == (reviewer, "情况有变")


FAULTS = [
    ("day", "", EXTENSION), ("day", "2027-13-01", EXTENSION), ("day", "a\0", EXTENSION),
    ("day", "2027-02-01", EXTENSION), ("reason", "", EXTENSION), ("reason", "长" * 201, EXTENSION),
    ("reason", "a\0b", EXTENSION), ("rule", "", WAIVER), ("rule", "T3-R01", WAIVER),
    ("rule", "a\0", WAIVER), ("day", "2029-01-01", RELEASE), ("reason", " ", RELEASE),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "kind"), FAULTS)
def test_what_cannot_be_given_stands_at_its_field_with_what_was_typed(
    report, reviewer, field, value, kind
):
    answer = browser(reviewer).post(page_of(report), asked(kind, **{field: value}))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert f'id="id_{kind}_{field}"' in answer.content.decode()
    assert not Concession.objects.exists()


def test_an_unknown_kind_gives_nothing(report, reviewer):
    browser(reviewer).post(page_of(report), asked("holiday", day="2027-03-01"))
    assert not Concession.objects.exists()


@pytest.mark.parametrize("why", ["", "长" * 201, "a\0b"])
def test_a_withdrawal_without_a_fit_reason_changes_nothing(report, reviewer, why):
    one = make_concession(report)
    at = reverse("review:withdraw_concession", args=[report.pk, one.pk])
    assert browser(reviewer).post(at, {"why": why}).status_code == 302
    one.refresh_from_db()
    assert one.withdrawn_at is None


def test_one_of_another_report_is_not_there(report, reviewer):
    other = make_concession(make_report(make_agency(region=report.agency.region)))
    at = reverse("review:withdraw_concession", args=[report.pk, other.pk])
    assert browser(reviewer).post(at, {"why": "情况有变"}).status_code == 404


def test_who_belongs_to_the_agency_sees_why_they_cannot(report):
    client = browser(of_the_agency(report))
    page = client.get(page_of(report))
    assert page.context["forms"] == []
    assert str(page.context["refusal"]) in page.content.decode()
    assert client.post(page_of(report), asked()).status_code == 422
    assert not Concession.objects.exists()


def test_where_it_is_filed_the_page_only_tells(reviewer):
    report = make_filled_report(make_agency(region=reviewer.held[0].agency.region), State.SUBMITTED)
    page = browser(reviewer).get(page_of(report))
    assert page.context["forms"] == []
    assert text_in(page, ".notice.info") == "年报已报送，无须延期或豁免。"


# Queries --------------------------------------------------------------------------------------------


def queries_of(client: Client, page: str) -> int:
    client.get(page)  # the first time, that somebody is there is kept too
    with CaptureQueriesContext(connection) as caught:
        assert client.get(page).status_code == 200
    return len(caught)


@pytest.mark.parametrize("page", ["/", "/desk/", "/aggregate/"])
@pytest.mark.parametrize("kind", [EXTENSION, RELEASE])
def test_a_list_takes_one_query_more_for_one_and_for_many(report, page, kind):
    """None where nobody was given anything."""
    region = report.agency.region
    others = [make_report(make_agency(region=region)) for _ in range(6)]
    bureau = bureau_of(region)
    office = make_user(*((one.agency, Role.OFFICE) for one in [report, *others]),
                       (bureau, Role.REVIEWER))  # fmt: skip
    client = browser(office)
    found = []
    for some in ([], [report], others):
        for one in some:
            make_concession(one, kind)
        found.append(queries_of(client, page))
    most = 3 if page == "/" else 1  # what is to do, what others have, who works on that
    assert found[0] <= found[1] <= found[0] + most
    assert found[1] - found[2] in (0, 1)  # where all are released, nobody's sections are looked at


def test_pages_of_a_report_take_one_query_more_however_many_it_has(report, reviewer):
    office = browser(person_at(report.agency, Role.OFFICE))
    pages = [reverse(page_name(name), args=[report.pk]) for name in ("report", "check")]
    pages.append(reverse("entry:section", args=[report.pk, CODE]))
    before = [queries_of(office, page) for page in pages]
    make_concession(report)
    one = [queries_of(office, page) for page in pages]
    for kind in (EXTENSION, WAIVER, EXTENSION):
        make_concession(report, kind)
    assert one == [queries_of(office, page) for page in pages] == [n + 1 for n in before]


@pytest.mark.parametrize("number", [1, 9])
def test_the_page_takes_a_fixed_number_of_queries(
    report, reviewer, number, django_assert_num_queries
):
    for _ in range(number):
        make_concession(report)
    client = browser(reviewer)
    with django_assert_num_queries(
        6
    ):  # session, user, roles, report, what it was given, the bureau
        client.get(page_of(report))


def test_an_administrator_reads_the_list_and_changes_nothing(report):
    one = make_concession(report)
    client = browser(person_at(bureau_of(report.agency.region), Role.ADMINISTRATOR))
    listed = client.get(reverse("admin:reports_concession_changelist")).content.decode()
    assert "机构合并" in listed
    assert client.get(reverse("admin:reports_concession_add")).status_code == 403
    at = reverse("admin:reports_concession_change", args=[one.pk])
    assert client.get(at).status_code == 200
    assert client.post(at, {"reason": "x"}).status_code == 403
    one.refresh_from_db()
    assert one.reason == "机构合并"
    far = browser(person_at(bureau_of(make_agency().region), Role.ADMINISTRATOR))
    assert (
        "机构合并" not in far.get(reverse("admin:reports_concession_changelist")).content.decode()
    )
