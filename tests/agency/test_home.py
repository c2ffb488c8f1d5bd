"""Home: what waits for a person, most urgent first, and what waits for others."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from reports.agency import home
from reports.agency.todo import todo_list
from reports.drafts.merging import Entry
from reports.drafts.practice import begin
from reports.drafts.storage import write_section
from reports.models import Campaign, Report, State
from tests.support.elements import elements, text_in
from tests.support.factories import (
    TEXTS,
    actor,
    bureau_of,
    make_agency,
    make_campaign,
    make_concession,
    make_filled_report,
    make_report,
    make_user,
    person_at,
)
from tests.support.factories import browser as browser_of

pytestmark = pytest.mark.django_db

STEPS = [
    # state of the report, whose turn it is, on which page
    (State.DRAFTING, Role.REPORTER, "agency:check"),
    (State.DRAFTING, Role.OFFICE, "agency:check"),
    (State.OFFICE_REVIEW, Role.OFFICE, "agency:report"),
    (State.DEPUTY_REVIEW, Role.DEPUTY, "agency:decide"),
    (State.HEAD_APPROVAL, Role.HEAD, "agency:decide"),
    (State.READY, Role.OFFICE, "agency:report"),
    (State.SUBMITTED, Role.REVIEWER, "review:desk"),
    (State.IN_REVIEW, Role.REVIEWER, "review:desk"),
    (State.RETURNED, Role.REPORTER, "agency:report"),
]


@pytest.mark.parametrize(("state", "role", "page"), STEPS)
def test_a_report_waits_for_the_person_whose_step_it_is(state, role, page):
    report = make_filled_report(state=state)
    at = bureau_of(report.agency.region) if role == Role.REVIEWER else report.agency
    (row,) = [row for row in todo_list(person_at(at, role)) if row.report == report]
    assert row.url == reverse(page, kwargs={"pk": report.pk})


@pytest.mark.parametrize("role", [Role.REPORTER, Role.DEPUTY, Role.HEAD])
def test_a_report_does_not_wait_for_the_others(role):
    report = make_filled_report(state=State.OFFICE_REVIEW)
    assert todo_list(person_at(report.agency, role)) == []


def test_a_review_that_somebody_else_holds_does_not_wait_for_me():
    report = make_filled_report(state=State.IN_REVIEW)
    colleague = make_user((bureau_of(report.agency.region), Role.REVIEWER))
    assert todo_list(colleague) == []


def test_the_most_urgent_comes_first(client):
    agency = make_agency()
    soon = dt.date(2027, 1, 10)
    make_campaign(agency.region, year=2026, internal_deadline=dt.date(2027, 1, 25))
    make_campaign(agency.region, year=2025, opens_on=dt.date(2026, 1, 1), internal_deadline=soon,
                  legal_deadline=dt.date(2027, 1, 31))  # fmt: skip
    make_report(agency, year=2026)
    make_report(agency, year=2025)
    rows = todo_list(make_user((agency, Role.REPORTER)))
    assert [row.report.campaign.year for row in rows] == [2025, 2026]


def test_the_page_lists_what_waits_and_links_to_it(client):
    report = make_report()
    client.force_login(make_user((report.agency, Role.REPORTER)))
    page = client.get(reverse("agency:home"))
    assert text_in(page, "table.table-list tbody th") == report.agency.name
    (link,) = elements(page, "table.table-list tbody a.btn")
    first = {"pk": report.pk, "code": "s1_overview"}
    assert link.get("href") == reverse("entry:section", kwargs=first)


# Into the work ----------------------------------------------------------------------------------

S1, S2, S3 = "s1_overview", "s2_proactive", "s3_requests"
ALL = (S1, S2, S3, "s4_review_litigation", "s5_problems", "s6_other")
INTO = [
    # what is filled in, handed to the colleague (and done), handed to the person; who looks; where
    # each row of theirs leads
    ("", "", "", "", "office", [S1]),
    ("", "", "", "", "reporter", [S1]),
    ("1", "", "", "", "office", [S2]),
    ("12", "", "", "", "reporter", [S3]),
    ("123456", "", "", "", "reporter", ["check"]),
    ("", "1", "", "", "office", [S2]),
    ("", "1", "1", "", "office", [S2]),
    ("", "12", "", "3", "reporter", [S3]),
    ("3", "12", "", "3", "reporter", [S3]),  # filled in, not marked as done
    ("", "12", "", "3", "office", [S3, "s4_review_litigation"]),
    ("", "", "", "2", "office", [S2, S1]),
    ("", "123456", "", "", "office", []),
    ("", "123456", "", "", "reporter", []),
    ("123456", "123456", "12345", "", "office", []),
    ("123456", "123456", "123456", "", "office", ["check"]),
    ("123456", "12", "", "", "office", []),  # complete but for what others hold
]


@pytest.mark.parametrize(("filled", "theirs", "done", "own", "role", "pages"), INTO)
def test_a_row_leads_to_the_first_section_that_is_theirs_and_still_to_do(
    filled, theirs, done, own, role, pages
):
    report = make_report()
    colleague, person = (make_user((report.agency, r)) for r in (Role.REPORTER, role))
    if filled:
        fill_sections(report, [ALL[int(number) - 1] for number in filled])
    for number in theirs + own:
        holder = colleague if number in theirs else person
        report.sections.filter(code=ALL[int(number) - 1]).update(
            holder=holder, due_on=dt.date(2027, 1, 10),
            done_at=timezone.now() if number in done else None,
        )  # fmt: skip
    assert [row.url for row in todo_list(person)] == [url_of(report, page) for page in pages]
    page = browser_of(person).get(reverse("agency:report", args=[report.pk]))
    earliest = min((code for code in pages if code in ALL), default="")
    start = page.context["start"]
    assert (start.page if start else "") == (earliest and url_of(report, earliest))


def test_what_was_handed_back_is_looked_at_first():
    report = make_report()
    report.sections.filter(code=S3).update(note="不归我们科")
    (row,) = todo_list(make_user((report.agency, Role.OFFICE)))
    assert row.url == reverse("agency:report", args=[report.pk])
    assert row.handed_out.handed_back == 1


def fill_sections(report: Report, codes: list[str]) -> None:
    by = actor(make_user((report.agency, Role.REPORTER)))
    for code in codes:
        cells = report.edition.by_code[code].cells
        write_section(report, code, Entry({c.id: 0 for c in cells}, text=TEXTS.get(code)), by)


def url_of(report: Report, page: str) -> str:
    if page == "check":
        return reverse("agency:check", args=[report.pk])
    return reverse("entry:section", kwargs={"pk": report.pk, "code": page})


def test_what_last_years_report_fixes_is_no_blank_that_leads_back():
    last = make_filled_report(state=State.APPROVED, year=2025)
    report = make_report(last.agency, year=2026)
    fill_sections(report, [S1, S2])
    cells = [c.id for c in report.edition.by_code[S3].cells if ".carried_over." not in c.id]
    write_section(report, S3, Entry(dict.fromkeys(cells, 0)), actor(make_user()))
    person = make_user((report.agency, Role.REPORTER))
    assert [row.url for row in todo_list(person)] == [url_of(report, ALL[3])]


YEARS = [
    # year, opens, due by law, state, released; in which words it is not to do
    (2026, "2027-01-02", "2027-01-31", "drafting", False, ""),
    (2026, "2027-01-05", "2027-01-31", "drafting", False, ""),
    (2026, "2027-01-06", "2027-01-31", "drafting", False, "2027年1月6日 开放填报。"),
    (2026, "2027-01-02", "2027-01-31", "drafting", True, "审批局已免报。"),
    (2026, "2027-01-02", "2027-01-31", "returned", False, ""),
    (2025, "2026-01-02", "2026-01-31", "drafting", False, ""),  # late by less than a year
    (2024, "2025-01-02", "2025-01-31", "drafting", False, "早年的年报，没有在这里报送过。"),
    (2020, "2021-01-02", "2021-01-31", "drafting", False, "早年的年报，没有在这里报送过。"),
    (2019, "2020-01-02", "2020-01-31", "drafting", False, ""),  # no later one was ever opened
    (2020, "2021-01-02", "2021-01-31", "returned", False, ""),  # somebody has just asked for it
    (2028, "2027-01-02", "2029-01-31", "drafting", False, "离截止还有一年以上。"),
    (2026, "2027-01-02", "2027-01-31", "approved", False, "已审核通过，等待公布。"),
]


@pytest.mark.parametrize(("year", "opens", "due", "state", "released", "why"), YEARS)
def test_only_what_is_asked_for_today_is_to_do(year, opens, due, state, released, why):
    agency = make_agency()
    by_law = dt.date.fromisoformat(due)
    make_campaign(agency.region, year=year, opens_on=dt.date.fromisoformat(opens),
                  internal_deadline=by_law, legal_deadline=by_law)  # fmt: skip
    report = make_report(agency, year=year)
    Report.objects.filter(pk=report.pk).update(status=state)
    if year > 2019:
        later = make_report(agency, year=year + 1)
        Report.objects.filter(pk=later.pk).update(status=State.SUBMITTED)
    if released:
        make_concession(report, "release", day=dt.date(2027, 3, 1))
    with time_machine.travel(dt.datetime(2027, 1, 5, 4, tzinfo=dt.UTC), tick=False):
        page = browser_of(person_at(agency, Role.OFFICE)).get(reverse("agency:home"))
    assert [row.report for row in page.context["todo"]] == ([] if why else [report])
    assert [str(row.rests) for row in page.context["resting"]] == ([why] if why else [])
    assert report not in [row.report for row in page.context["handled"]]


NEWCOMERS = [
    # role, what they have done; whether they are shown the first steps
    (Role.REPORTER, "nothing", True),
    (Role.OFFICE, "nothing", True),
    (Role.HEAD, "nothing", False),
    (Role.REPORTER, "practised", True),
    (Role.REPORTER, "saved", False),
]


@pytest.mark.parametrize(("role", "has", "new"), NEWCOMERS)
def test_a_newcomer_sees_three_lines_and_the_practice_report_first(role, has, new):
    report = make_report()
    person = make_user((report.agency, role))
    if has == "practised":
        begin(person, actor(person))
    if has == "saved":
        write_section(report, S1, Entry(text="一"), actor(person))
    page = browser_of(person).get(reverse("agency:home"))
    assert len(elements(page, ".first-steps li")) == (3 if new else 0)
    main = [link.get("href") for link in elements(page, "a.btn-primary")]
    if new:
        assert main == [reverse("entry:practice")]


def test_with_nothing_to_do_it_names_the_next_deadline(client):
    report = make_report()
    Campaign.objects.update(
        internal_deadline=dt.date(2099, 1, 20), legal_deadline=dt.date(2099, 1, 31)
    )
    client.force_login(make_user((report.agency, Role.HEAD)))
    page = client.get(reverse("agency:home"))
    assert text_in(page, ".empty p") == "下一个截止日期：2099年1月20日。"


@pytest.mark.parametrize(
    ("duty", "page"),
    [
        (Role.AUDITOR, "accounts:trail"),
        (Role.SECURITY, "admin:index"),
        (Role.ADMINISTRATOR, "admin:index"),
    ],
)
def test_who_has_a_duty_is_led_to_it(client, duty, page):
    client.force_login(make_user((make_agency(is_bureau=True), duty)))
    words = client.get(reverse("agency:home")).content.decode()
    main = words[words.index("<main") :]
    assert f'href="{reverse(page)}' in main, "by its button, or by the steps left to set up"


def test_what_waits_for_others_is_listed_apart(client):
    report = make_filled_report(state=State.OFFICE_REVIEW)
    client.force_login(person_at(report.agency, Role.REPORTER))
    answer = client.get(reverse("agency:home"))
    assert answer.context["todo"] == []
    assert [row.report for row in answer.context["handled"]] == [report]


@pytest.mark.parametrize("agencies", [1, 8])
def test_its_queries_do_not_grow_with_the_agencies(client, django_assert_num_queries, agencies):
    first = make_agency()
    reviewer = make_user((bureau_of(first.region), Role.REVIEWER), (first, Role.REPORTER))
    for _ in range(agencies):
        make_filled_report(make_agency(region=first.region), State.SUBMITTED)
    client.force_login(reviewer)
    with django_assert_num_queries(12):
        client.get(reverse("agency:home"))


def test_the_lists_of_home_are_turned_each_by_itself_and_none_is_endless(monkeypatch):
    monkeypatch.setattr(home, "OTHERS", 3)
    agency = make_agency()
    for year in range(2020, 2025):
        Report.objects.filter(pk=make_report(agency, year=year).pk).update(status=State.PUBLISHED)
    client = browser_of(person_at(agency, Role.OFFICE))
    first = client.get(reverse("agency:home")).context["resting"]
    second = client.get(f"{reverse('agency:home')}?todo=7&resting=2").context["resting"]
    assert (len(first), first.total, first.previous) == (3, 5, "")
    assert (first.next, second.previous) == ("?resting=2", "?todo=7&resting=1")
    years = [row.report.campaign.year for row in [*first, *second]]
    assert sorted(years) == list(range(2020, 2025))
