"""The board: its numbers against a count by hand, its lists, its file, and who sees what."""

import datetime as dt
import io
import random
from collections import Counter

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import Agency, AgencyKind, Event, Region, Role, User
from accounts.trail.record import SYSTEM
from reports.campaigns.opening import open_campaign
from reports.drafts.access import desk_reports
from reports.models import Campaign, CampaignDate, Report, State
from reports.oversight.board import BoardNumber, BoardTally, Scope, board, filings_curve
from tests.support.elements import texts_in
from tests.support.factories import (
    bureau_of,
    make_agency,
    make_campaign,
    make_filled_report,
    make_region,
    make_report,
    make_user,
    move_on,
    move_to,
    person_at,
)

pytestmark = pytest.mark.django_db
URL = "/board/"
DEADLINE = dt.date(2027, 1, 20)  # of 2026
TOWNSHIPS = dt.date(2027, 1, 16)  # due earlier
KINDS = list(AgencyKind)
FILED = ("submitted", "in_review", "approved", "published")


@pytest.fixture
def reviewer(county: Region) -> User:
    return person_at(bureau_of(county), Role.REVIEWER)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def shown(person: User, query: str = "") -> dict:
    response = signed_in(person).get(f"{URL}?{query}")
    assert response.status_code == 200
    return response.context


def at(day: str):
    return time_machine.travel(dt.datetime.fromisoformat(f"{day}T12:00+08:00"), tick=False)


# Numbers --------------------------------------------------------------------------------------


def make_random_campaign(county: Region, seed: int, count: int = 60) -> Campaign:
    """Reports in random states, of all kinds, in the county and in two towns of it."""
    rng = random.Random(seed)
    towns = [make_region(name=name, parent=county) for name in ("青禾镇", "石桥镇")]
    hamlet = make_region(name="杏花村", parent=towns[0])
    campaign = make_campaign(county)
    CampaignDate.objects.create(campaign=campaign, kind=AgencyKind.TOWNSHIP, day=TOWNSHIPS)
    for _ in range(count):
        place = rng.choice([county, county, *towns, hamlet])
        make_agency(region=place, kind=rng.choice(KINDS))
    open_campaign(campaign, SYSTEM)
    for report in Report.objects.filter(campaign=campaign):
        filed = rng.random() < 0.7
        state = rng.choice([*FILED, "returned", "ready"] if filed else ["drafting", "ready"])
        day = DEADLINE + dt.timedelta(rng.randint(-10, 10)) if filed else None
        Report.objects.filter(pk=report.pk).update(
            status=state, last_number=rng.randint(1, 3) if filed else 0, first_filed_on=day
        )
    return campaign


def due(report: Report) -> dt.date:
    days = {AgencyKind.GOVERNMENT: dt.date(2027, 3, 31), AgencyKind.TOWNSHIP: TOWNSHIPS}
    return days.get(report.agency.kind, DEADLINE)


def counted_by_hand(reports: list[Report], today: dt.date) -> dict[str, int]:
    total = Counter(dict.fromkeys(BoardNumber.values, 0))
    for report in reports:
        at_bureau = report.status in FILED
        total["expected"] += 1
        if report.last_number:
            total["filed"] += 1
            total["on_time" if report.first_filed_on <= due(report) else "filed_late"] += 1
            total["returned"] += not at_bureau
        elif today > due(report):
            total["overdue"] += 1
        total["open"] += not at_bureau
        total["approved"] += report.status in ("approved", "published")
        total["published"] += report.status == "published"
    return dict(total)


@pytest.mark.parametrize("today", ["2027-01-15", "2027-01-20", "2027-01-21", "2027-02-15"])
def test_every_number_is_what_counting_by_hand_gives(county, reviewer, today):
    campaign = make_random_campaign(county, seed=int(today.replace("-", "")))
    make_report()  # of another county
    reports = list(Report.objects.filter(campaign=campaign).select_related("agency__region"))
    day = dt.date.fromisoformat(today)
    with at(today):
        found = board(Scope(desk_reports(reviewer), campaign, county))
    assert dict(found.total.counts) == counted_by_hand(reports, day)
    for tally in found.by_kind:
        own = [report for report in reports if report.agency.kind == tally.narrows]
        assert dict(tally.counts) == counted_by_hand(own, day)
    assert sum(tally[BoardNumber.EXPECTED] for tally in found.by_kind) == len(reports)
    for tally in found.by_region:
        own = [report for report in reports if in_place(report, county, tally.narrows)]
        assert dict(tally.counts) == counted_by_hand(own, day)
    assert [str(tally.label) for tally in found.by_region] == ["云岭县本级", "青禾镇", "石桥镇"]
    assert sum(tally[BoardNumber.EXPECTED] for tally in found.by_region) == len(reports)


def in_place(report: Report, county: Region, region: int | str) -> bool:
    place = report.agency.region
    if region == "":
        return place == county
    return region in (place.pk, place.parent_id)


def test_an_agency_that_moved_to_another_county_still_counts_for_the_city(county):
    city = make_region(name="青石市")
    county.parent = city
    county.save()
    other = make_region(name="白鹭县", parent=city)
    agency = make_agency(region=county)
    make_report(agency)
    agency.region = other
    agency.save()
    of_the_city = person_at(bureau_of(city), Role.REVIEWER)
    page = shown(of_the_city)
    assert page["total"][BoardNumber.EXPECTED] == 1
    assert [(str(t.label), t[BoardNumber.EXPECTED]) for t in page["by_region"]] == [
        ("云岭县本级", 1)
    ]
    assert [name for _pk, name in page["form"].fields["region"].choices] == ["云岭县"]
    assert shown(person_at(bureau_of(county), Role.REVIEWER))["total"][BoardNumber.EXPECTED] == 0


@pytest.mark.parametrize("number", list(BoardNumber))
def test_each_number_lists_as_many_reports_as_it_says(county, reviewer, number):
    campaign = make_random_campaign(county, seed=7, count=40)
    with at("2027-01-25"):
        for narrowed in ("", "kind=township", f"region={Region.objects.get(name='青禾镇').pk}"):
            page = shown(reviewer, f"campaign={campaign.pk}&show={number}&{narrowed}")
            assert page["page"].paginator.count == page["total"][number]
            listed = Scope(
                desk_reports(reviewer), campaign, page["region"], page["form"].kind_asked
            )
            assert listed.listed(number).count() == page["total"][number]


def test_what_was_filed_stands_on_the_report_from_its_submission(county, reviewer):
    with at("2027-01-19"):
        report = make_filled_report(make_agency(region=county), State.RETURNED)
        filed = report.submissions.get()
    assert (report.first_filed_on, report.filed_at) == (dt.date(2027, 1, 19), filed.at)
    with at("2027-01-25"):
        for name in ("pass_on", "pass_on", "pass_on", "sign"):
            report = move_on(report, name)
        report = move_on(report, "submit", reason="原数据属实。")
    again = report.submissions.get(number=2)
    assert (report.first_filed_on, report.filed_at) == (dt.date(2027, 1, 19), again.at)
    assert report.warnings == again.warnings
    with at("2027-01-26"):
        total = shown(reviewer)["total"]
    assert (total[BoardNumber.ON_TIME], total[BoardNumber.FILED_LATE]) == (1, 0)


@pytest.mark.parametrize(
    ("filed", "number"),
    [
        ("2027-01-20T23:59:59+08:00", BoardNumber.ON_TIME),
        ("2027-01-20T16:00:00+00:00", BoardNumber.FILED_LATE),  # midnight in Beijing
        ("2027-01-20T15:59:59+00:00", BoardNumber.ON_TIME),
    ],
)
def test_the_day_ends_in_beijing(county, reviewer, filed, number):
    with time_machine.travel(dt.datetime.fromisoformat(filed), tick=False):
        make_filled_report(make_agency(region=county), State.SUBMITTED)
        assert shown(reviewer)["total"][number] == 1


def test_a_kind_and_a_region_narrow_numbers_list_and_curve(county, reviewer):
    town = make_region(name="青禾镇", parent=county)
    agency = make_agency(region=town, kind=AgencyKind.TOWNSHIP)
    open_campaign(make_campaign(county), SYSTEM)
    move_to_submitted = Report.objects.get(agency=agency)
    Report.objects.filter(pk=move_to_submitted.pk).update(
        status="submitted", last_number=1, first_filed_on=DEADLINE
    )
    here = shown(reviewer, f"region={town.pk}&show=filed")
    assert [row.report.agency for row in here["rows"]] == [agency]
    assert here["curve"].days[-1].total == 1
    other = shown(reviewer, "kind=department&show=filed")
    assert (other["rows"], other["curve"]) == ([], None)
    assert other["total"][BoardNumber.EXPECTED] == 1  # the bureau itself


@pytest.mark.parametrize(
    "query", ["region=x&kind=x&show=x&campaign=x&page=x", "region=99999999", "region=1%00&show=%00"]
)
def test_what_is_not_understood_narrows_nothing(county, reviewer, query):
    make_report(make_agency(region=county))
    page = shown(reviewer, query)
    assert (page["region"], page["number"]) == (county, BoardNumber.OPEN)
    assert page["total"][BoardNumber.EXPECTED] == 2


# The curve ------------------------------------------------------------------------------------


def file_on(campaign: Campaign, *days: str) -> None:
    """By the same agencies every year, in the order of the days; "" is not filed."""
    region = campaign.region
    while Agency.objects.filter(region=region, kind=AgencyKind.TOWNSHIP).count() < len(days):
        make_agency(region=region, kind=AgencyKind.TOWNSHIP)
    agencies = Agency.objects.filter(region=region, kind=AgencyKind.TOWNSHIP).order_by("pk")
    for agency, day in zip(agencies, days, strict=False):
        filed = {"status": "submitted", "last_number": 1}
        filed |= {"first_filed_on": dt.date.fromisoformat(day)} if day else {"last_number": 0}
        Report.objects.update_or_create(filed, campaign=campaign, agency=agency)


def test_years_are_laid_on_each_other_by_their_deadlines_also_over_a_leap_day(county, reviewer):
    before = make_campaign(county, year=2027, internal_deadline=dt.date(2028, 3, 1),
                           legal_deadline=dt.date(2028, 3, 31))  # fmt: skip
    now = make_campaign(county, year=2028, internal_deadline=dt.date(2029, 3, 1),
                        legal_deadline=dt.date(2029, 3, 31))  # fmt: skip
    file_on(before, "2028-02-28", "2028-02-29", "2028-03-01", "2028-03-02")
    file_on(now, "2029-02-28", "2029-02-28", "2029-03-01", "")
    with at("2029-03-05"):
        curve = filings_curve(Scope(desk_reports(reviewer), now, county), before)
    found = [
        (d.offset, str(d.day), d.filed, d.total, d.filed_before, d.total_before) for d in curve.days
    ]
    assert found == [
        (-2, "2029-02-27", 0, 0, 1, 1),
        (-1, "2029-02-28", 2, 2, 1, 2),
        (0, "2029-03-01", 1, 3, 1, 3),
        (1, "2029-03-02", 0, 3, 1, 4),
    ]


def test_last_year_counts_only_the_agencies_of_this_year(county, reviewer):
    before, now = make_campaign(county, year=2025), make_campaign(county, year=2026)
    file_on(before, "2026-01-12", "2026-01-12", "2026-01-12")
    file_on(now, "2027-01-12", "2027-01-12")
    with at("2027-01-15"):
        [day] = filings_curve(Scope(desk_reports(reviewer), now, county), before).days
    assert (day.total, day.total_before) == (2, 2)


@pytest.mark.parametrize(
    ("filed", "of", "share"),
    [(55, 60, "91.7"), (1, 3, "33.3"), (2, 3, "66.7"), (60, 60, "100"), (30, 60, "50"), (0, 0, "0"), (1999, 2000, "99.9"), (1, 800, "0.1")],
)  # fmt: skip
def test_shares_are_rounded_as_people_do_and_all_means_all(filed, of, share):
    counts = dict.fromkeys(BoardNumber.values, 0) | {"filed": filed, "expected": of}
    assert BoardTally("", counts).filed_percent == share


def test_the_turn_of_the_year_is_a_day_like_others(county, reviewer):
    campaign = make_campaign(county, opens_on=dt.date(2026, 12, 1))
    file_on(campaign, "2026-12-31", "2027-01-01")
    with at("2027-01-05"):
        curve = filings_curve(Scope(desk_reports(reviewer), campaign, county), None)
    assert [(day.offset, day.total) for day in curve.days] == [(-20, 1), (-19, 2)]
    assert curve.line_before is None


def test_days_far_from_the_deadline_are_added_to_the_furthest(county, reviewer):
    campaign = make_campaign(county, opens_on=dt.date(2026, 1, 1))
    file_on(campaign, "2026-02-01", "2026-11-21", "2027-01-20", "2028-06-01")
    with at("2029-01-01"):
        curve = filings_curve(Scope(desk_reports(reviewer), campaign, county), None)
    assert [(d.offset, d.filed, d.is_furthest) for d in curve.days] == [
        (-60, 2, True),
        (0, 1, False),
        (60, 1, True),
    ]


def test_only_the_same_region_of_last_year_is_beside_it(county, reviewer):
    for year in (2025, 2026):
        make_report(make_agency(region=county), year=year)
        file_on(Campaign.objects.get(year=year), "2026-01-19" if year == 2025 else "")
    make_filled_report(year=2025)
    with at("2027-01-10"):
        page = shown(reviewer)
    assert (page["campaign"].year, page["before"].region) == (2026, county)
    assert [(d.offset, d.filed, d.total_before) for d in page["curve"].days] == [(-1, 0, 1)]


# The list -------------------------------------------------------------------------------------


def test_the_list_says_since_when_with_whom_and_whom_to_call(county, reviewer):
    agency = make_agency(region=county, phone="0000-6500123")
    head = make_user((agency, Role.HEAD), name="舒素心")
    with at("2027-01-08"):
        make_filled_report(agency, State.HEAD_APPROVAL)
    with at("2027-01-23"):
        page = signed_in(reviewer).get(URL).content.decode()
    [line] = [row for row in texts_in(page, "#list tbody tr") if agency.name in row]
    for words in ("0000-6500123", head.name, "2027年1月8日", "逾期 3 天", "主要负责人审批"):
        assert words in line


def test_the_late_come_first(county, reviewer):
    waiting = make_report(make_agency(region=county)).agency
    with at("2027-01-10"):
        filed = make_filled_report(make_agency(region=county), State.SUBMITTED).agency
    with at("2027-01-25"):
        rows = shown(reviewer, "show=expected")["rows"]
    order = [(row.report.agency, row.is_late) for row in rows]
    assert order.index((waiting, True)) < order.index((filed, False))


def test_a_campaign_without_reports_and_a_county_without_a_campaign_say_so(county, reviewer):
    assert "尚未开放任何填报年度" in signed_in(reviewer).get(URL).content.decode()
    make_campaign(county, year=2020)
    assert "这里没有应报送的单位" in signed_in(reviewer).get(URL).content.decode()


@pytest.mark.parametrize(("role", "status"), [(Role.REVIEWER, 200), (Role.ADMINISTRATOR, 200), (Role.AUDITOR, 404), (Role.OFFICE, 404)])  # fmt: skip
def test_only_reviewers_and_administrators_know_of_it(county, role, status):
    person = make_user((bureau_of(county), role))
    assert signed_in(person).get(URL).status_code == status


def test_another_countys_region_is_not_shown(county, reviewer):
    make_report(make_agency(region=county))
    other = make_report().agency.region
    assert shown(reviewer, f"region={other.pk}")["region"] == county


def test_a_stranger_signs_in_first_and_it_takes_no_post(county, reviewer):
    assert Client().get(URL).status_code == 302
    assert signed_in(reviewer).post(URL).status_code == 405


def queries_of(person: User, url: str) -> int:
    client = signed_in(person)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_its_queries_are_the_same_for_2_and_for_60_agencies(county, reviewer):
    make_random_campaign(county, seed=3, count=2)
    few = queries_of(reviewer, f"{URL}?show=open")
    for region in (*Region.objects.all(), county):
        for _ in range(12):
            person_at(make_agency(region=region), Role.OFFICE)
    open_campaign(Campaign.objects.get(), SYSTEM)
    assert Report.objects.count() >= 60
    assert queries_of(reviewer, f"{URL}?show=open") == few <= 16
    assert len(shown(reviewer)["rows"]) == 30
    assert queries_of(reviewer, f"{URL}?show=open&page=2") == few


# The file -------------------------------------------------------------------------------------


def sheets(person: User, query: str = "") -> dict[str, list[tuple]]:
    response = signed_in(person).get(f"{URL}file/?{query}")
    assert response.status_code == 200
    book = load_workbook(io.BytesIO(response.content))
    return {sheet.title: [tuple(r) for r in sheet.iter_rows(values_only=True)] for sheet in book}


def test_the_file_holds_what_is_shown_and_the_trail_says_so(county, reviewer):
    campaign = make_random_campaign(county, seed=11, count=30)
    town = Region.objects.get(name="青禾镇")
    with at("2027-01-25"):
        page = shown(reviewer, f"region={town.pk}&show=open")
        found = sheets(reviewer, f"region={town.pk}&show=open")
    assert list(found) == ["进度", "每日报送情况", "未报或退回"]
    assert found["进度"][1][2:12] == tuple(page["total"].numbers)
    assert [row[1] for row in found["未报或退回"][1:]] != []
    names = [row[0] for row in found["未报或退回"][1:]]
    assert names == [row.report.agency.name for row in page["rows"]]
    assert len(found["每日报送情况"]) - 1 == len(page["curve"].days)
    event = Event.objects.get(action="board.export")
    assert (event.object, event.actor) == (f"campaign:{campaign.pk}", reviewer)
    assert event.after == {"region": town.code, "kind": "", "list": "open"}


def test_it_has_all_pages_of_the_list(county, reviewer):
    for _ in range(60):
        make_agency(region=county)
    open_campaign(make_campaign(county), SYSTEM)
    assert len(sheets(reviewer)["未报或退回"]) == 62


def test_nothing_in_it_is_a_formula(county, reviewer):
    agency = make_agency(region=county, name="=1+1局", phone="@SUM(A1)")
    make_user((agency, Role.OFFICE), name='=HYPERLINK("x")')
    make_report(agency)
    response = signed_in(reviewer).get(f"{URL}file/")
    cells = [
        c for sheet in load_workbook(io.BytesIO(response.content)) for row in sheet for c in row
    ]
    assert {"=1+1局", "@SUM(A1)", '=HYPERLINK("x")'} <= {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    numbers = [cell for cell in cells if cell.data_type == "n" and cell.value is not None]
    assert numbers


def test_there_is_no_file_where_no_year_was_opened(county, reviewer):
    assert signed_in(reviewer).get(f"{URL}file/").status_code == 404
    assert signed_in(person_at(make_agency(), Role.OFFICE)).get(f"{URL}file/").status_code == 404
    assert not Event.objects.filter(action="board.export").exists()


def test_who_has_submitted_can_be_opened_from_the_list(county, reviewer):
    report = move_to(
        make_filled_report(make_agency(region=county), State.SUBMITTED), State.RETURNED
    )
    page = signed_in(reviewer).get(f"{URL}?show=returned").content.decode()
    assert f'href="/desk/{report.pk}/"' in page
