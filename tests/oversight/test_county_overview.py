"""一页看全县: who sees it, and that its figures are those of the totals and of the board."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from accounts.models import Agency, AgencyKind, Region, Role, User
from reports.analysis.shares import plain, share_of
from reports.form.live_figures import live_figures
from reports.models import Campaign, Report, State
from reports.oversight.aggregate import Selection, aggregate
from reports.oversight.comparison import OverviewLine
from reports.oversight.county_overview import SHOWN
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
)

pytestmark = pytest.mark.django_db
URL = "/leader/"
FIGURES = {"requests__new_received__natural_person": 30, "requests__granted__natural_person": 30,
           "disputes__review__upheld": 4}  # fmt: skip


@pytest.fixture
def mayor(county: Region) -> User:
    return leader(county)


def leader(region: Region, role: str = Role.HEAD, kind: str = AgencyKind.GOVERNMENT) -> User:
    return make_user((make_agency(region=region, kind=kind), Role(role)))


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def shown(person: User, query: str = "") -> dict:
    response = signed_in(person).get(f"{URL}?{query}")
    assert response.status_code == 200
    return response.context


@pytest.mark.parametrize(
    ("role", "kind", "status"),
    [
        (Role.HEAD, AgencyKind.GOVERNMENT, 200),
        (Role.DEPUTY, AgencyKind.GOVERNMENT, 200),
        (Role.OFFICE, AgencyKind.GOVERNMENT, 404),
        (Role.REPORTER, AgencyKind.GOVERNMENT, 404),
        (Role.HEAD, AgencyKind.DEPARTMENT, 404),
        (Role.HEAD, AgencyKind.TOWNSHIP, 404),
    ],
)
def test_leaders_of_the_governments_own_agency_see_it(county, role, kind, status):
    make_report(make_agency(region=county))
    answer = signed_in(leader(county, role, kind)).get(URL)
    assert answer.status_code == status
    assert signed_in(leader(county, role, kind)).get("/board/").status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.REVIEWER, 200), (Role.ADMINISTRATOR, 200), (Role.AUDITOR, 404)])  # fmt: skip
def test_so_do_reviewers_and_administrators(county, role, status):
    assert signed_in(make_user((bureau_of(county), role))).get(URL).status_code == status


def test_the_bar_leads_those_there_who_see_it(county, mayor):
    make_report(make_agency(region=county))
    assert f'href="{URL}"' in signed_in(mayor).get("/").content.decode()
    clerk = make_user((make_agency(region=county), Role.REPORTER))
    assert f'href="{URL}"' not in signed_in(clerk).get("/").content.decode()


@pytest.mark.parametrize("gone", ["the post", "the agency"])
def test_who_left_the_post_or_whose_agency_is_gone_sees_it_no_more(county, mayor, gone):
    assert signed_in(mayor).get(URL).status_code == 200
    if gone == "the post":
        mayor.memberships.all().delete()
    else:
        Agency.objects.update(active=False)
    assert signed_in(mayor).get(URL).status_code == 404


def test_a_government_sees_its_own_region_and_what_lies_below_and_no_other(county, mayor):
    town = make_region(name="青禾镇", parent=county)
    make_report(make_agency(region=county))
    far = make_report(make_agency(region=make_region(name="石桥县")))
    assert shown(mayor, f"region={town.pk}")["region_shown"] == town
    assert shown(mayor, f"region={far.agency.region_id}")["region_shown"] == county
    assert shown(mayor, f"campaign={far.campaign_id}")["campaign"].region == county
    for nonsense in ("x", "9" * 12, "1%00", "²"):
        assert shown(mayor, f"region={nonsense}&campaign={nonsense}")["region_shown"] == county


def test_a_town_below_the_campaigns_region_sees_its_own_part(county):
    town = make_region(name="青禾区", parent=county)
    make_agency(region=county)
    mine, boss = make_agency(region=town), leader(town)
    make_campaign(county)
    from_above = Campaign.objects.get()
    for agency in (mine, boss.memberships.get().agency, make_agency(region=county)):
        Report.objects.create(campaign=from_above, agency=agency)
    page = shown(boss)
    assert page["region_shown"] == town
    assert [one.now for one in page["overview"].numbers][0] == 2
    assert [name for _pk, name in page["form"].fields["region"].choices] == ["青禾区"]


def test_the_figures_are_those_of_the_countys_totals_beside_last_years(county, mayor):
    agency = make_agency(region=county)
    fewer = {**FIGURES, **dict.fromkeys(list(FIGURES)[:2], 20)}
    for year, figures in ((2025, fewer), (2026, FIGURES)):
        make_filled_report(agency, State.APPROVED, year=year, **figures)
    with time_machine.travel(dt.datetime(2027, 2, 1), tick=False):
        found = shown(mayor)["overview"]
    lines = {line.label: line for line in found.reported.lines}
    received = lines["本年新收"]
    assert (received.now, received.before, received.change, received.change_percent) == (
        30,
        20,
        "+10",
        "+50%",
    )
    assert (lines["行政复议"].now, lines["行政复议"].change) == (4, "0")
    assert lines["行政复议"].change_percent == "持平"
    assert lines["行政诉讼"].change_percent == "持平"  # 0 both years
    campaign = Campaign.objects.get(year=2026)
    sums = aggregate(Selection(campaign, county)).figures
    named = live_figures(campaign.edition)
    every = [name for group in campaign.edition.county for name in group]
    assert [line.now for line in found.reported.lines] == [
        named[name].value(sums) for name in every
    ]
    assert (found.reported.counted, found.reported.compared) == (1, 1)


def test_like_is_compared_with_like(county, mayor):
    """Of three agencies that filed last year one is approved this year, and a new one."""
    both = ("requests__new_received__natural_person", "requests__granted__natural_person")
    agencies = [make_agency(region=county) for _ in range(3)]
    for agency in agencies:
        make_filled_report(agency, State.APPROVED, year=2025, **dict.fromkeys(both, 100))
    new = make_agency(region=county)
    for agency, figure in ((agencies[0], 110), (new, 7)):
        make_filled_report(agency, State.APPROVED, year=2026, **dict.fromkeys(both, figure))
    found = shown(mayor)["overview"].reported
    received = next(line for line in found.lines if line.label == "本年新收")
    assert (received.now, received.before, received.change, received.change_percent) == (
        117, 100, "+10", "+10%",
    )  # fmt: skip
    assert (found.counted, found.compared) == (2, 1)


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [(5, 5, "持平"), (0, 0, "持平"), (1001, 1000, "+0.1%"), (100001, 100000, "基本持平"), (99999, 100000, "基本持平"),
     (5, 0, ""), (None, 3, ""), (3, None, ""), (7, 40, "-82.5%"), (45, 40, "+12.5%"), (2, 3, "-33.3%")],
)  # fmt: skip
def test_a_change_is_told_as_people_do(now, before, words):
    assert OverviewLine("", False, now, now, before).change_percent == words


@pytest.mark.parametrize("year", [2020, 2026])
def test_the_outcomes_add_up_to_their_total_in_every_form(county, mayor, year):
    figures = {"requests__new_received__natural_person": 6}
    rows = [
        "granted",
        "partially_granted",
        "denied_state_secret",
        "unable_not_held",
        "rejected_repeat",
    ]
    rows.append("other_handling" if year == 2020 else "other_misc")
    figures |= {f"requests__{row}__natural_person": 1 for row in rows}
    make_filled_report(make_agency(region=county), State.APPROVED, year=year, **figures)
    campaign = Campaign.objects.get(year=year)
    lines = {
        line.label: line.now
        for line in shown(mayor, f"campaign={campaign.pk}")["overview"].reported.lines
    }
    outcomes = ("予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理")
    assert [lines[label] for label in outcomes] == [1] * 6
    assert lines["办理结果总计"] == 6


def test_nothing_approved_is_a_dash_and_no_zero(county, mayor):
    make_report(make_agency(region=county))
    page = shown(mayor)
    assert {line.now for line in page["overview"].reported.lines} == {None}
    assert page["before"] is None
    written = signed_in(mayor).get(URL).content.decode()
    figures = texts_in(written, ".leader-figures td")
    assert len(figures) >= 4 and set(figures) == {"—"}
    assert "无上年数据" in written


def test_filed_is_set_beside_the_same_day_of_last_year(county, mayor):
    first, second = make_agency(region=county), make_agency(region=county)
    for agency, year, day in ((first, 2025, dt.datetime(2026, 1, 12)), (second, 2025, dt.datetime(2026, 1, 18)), (first, 2026, dt.datetime(2027, 1, 10))):  # fmt: skip
        with time_machine.travel(day, tick=False):
            make_filled_report(agency, State.SUBMITTED, year=year)
    with time_machine.travel(dt.datetime(2027, 1, 15), tick=False):
        numbers = {one.number.value: one for one in shown(mayor)["overview"].numbers}
    filed = numbers["filed"]
    assert (filed.now, filed.before, filed.filed_then) == (1, 2, 1)
    assert filed.share == plain(share_of(filed.now, numbers["expected"].now))
    assert numbers["expected"].share is None


def test_what_stands_out_is_named_the_first_few_and_counted(county, mayor):
    make_filled_report(make_agency(region=county), State.RETURNED)  # once
    often = make_filled_report(make_agency(region=county), State.RETURNED)
    for name in ("pass_on", "pass_on", "pass_on", "sign"):
        often = move_on(often, name)
    often = move_on(often, "submit", reason="原数据属实。")
    move_to(often, State.RETURNED)
    for _ in range(SHOWN + 2):
        agency = make_agency(region=county)
    make_report(agency)
    with time_machine.travel(dt.datetime(2027, 3, 1), tick=False):
        found = shown(mayor)["overview"]
        page = signed_in(mayor).get(URL).content.decode()
    assert found.returned_often.count == 1
    assert [(r.agency, r.times_returned) for r in found.returned_often.reports] == [
        (often.agency, 2)
    ]
    assert len(found.overdue.reports) == SHOWN
    overdue = Report.objects.filter(last_number=0).exclude(agency=mayor.held[0].agency)
    assert found.overdue.count == overdue.count() > SHOWN
    listed = texts_in(page, "[aria-labelledby=stands-out] li")
    assert f"{often.agency.name} 2 次" in listed and "…" in listed


def test_where_no_year_was_opened_it_says_so(mayor):
    assert "尚未开放任何填报年度" in signed_in(mayor).get(URL).content.decode()


def test_its_queries_are_few_and_fixed(county, mayor, django_assert_num_queries):
    for year in (2025, 2026):
        make_filled_report(make_agency(region=county), State.APPROVED, year=year)
    browser = signed_in(mayor)
    with time_machine.travel(dt.datetime(2027, 3, 1), tick=False):
        browser.force_login(mayor)
        with django_assert_num_queries(23):
            browser.get(URL)
        for _ in range(30):
            agency = make_agency(region=county)
        make_report(agency, year=2026)
        with django_assert_num_queries(23):
            browser.get(URL)


def test_a_stranger_signs_in_first_and_it_takes_no_post(mayor):
    assert Client().get(URL).status_code == 302
    assert signed_in(mayor).post(URL).status_code == 405
