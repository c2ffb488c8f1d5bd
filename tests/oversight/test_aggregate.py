"""The county's figures: what is counted, exactly, what is not, and how it is taken along."""

import io
import re
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AgencyKind, Event, Region, Role, User
from accounts.trail.record import SYSTEM
from reports.campaigns.opening import open_campaign
from reports.drafts.merging import Entry
from reports.drafts.storage import write_section
from reports.models import Campaign, Report, State, Submission
from reports.oversight.aggregate import (
    Selection,
    aggregate,
    by_kind,
    counted_submissions,
    missing_reports,
)
from tests.support.elements import text_in
from tests.support.factories import (
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
)

pytestmark = pytest.mark.django_db
LICENSING = "art20_5.licensing.decisions"
FEES = "art20_8.fees.amount"
URL = "/aggregate/"


@pytest.fixture
def admin(county: Region) -> User:
    return make_user((bureau_of(county), Role.ADMINISTRATOR))


def filed(region: Region, state: str, licensing: int = 0, **more: object) -> Report:
    kind = more.pop("kind", AgencyKind.DEPARTMENT)
    agency = make_agency(region=region, kind=kind, route="")
    return make_filled_report(agency, state, art20_5__licensing__decisions=licensing, **more)


def selection(region: Region, *states: State) -> Selection:
    campaign = Campaign.objects.get(year=2026)
    return Selection(campaign, region, *([states] if states else []))


def test_every_cell_is_the_sum_over_what_was_approved(county):
    figures = {"requests__new_received__natural_person": 3, "requests__granted__natural_person": 3}
    filed(county, State.APPROVED, 5, **figures)
    filed(county, State.PUBLISHED, 70, **figures)
    filed(county, State.IN_REVIEW, 900)
    filed(county, State.RETURNED, 9000)
    result = aggregate(selection(county))
    expected = dict.fromkeys(result.edition.cells, 0)
    expected |= {LICENSING: 75}
    expected |= {
        f"requests.{row}.{column}": 6
        for row in ("new_received", "granted", "outcome_total")
        for column in ("natural_person", "total")
    }
    assert result.figures == expected
    assert result.findings == []


def test_money_is_summed_to_the_last_of_its_four_decimals(county):
    for amount in ("0.1", "0.2", "59237.2449", "0.0001"):
        filed(county, State.APPROVED, art20_8__fees__amount=Decimal(amount))
    assert aggregate(selection(county)).figures[FEES] == Decimal("59237.5450")


def test_the_chosen_states_are_counted_each_with_its_newest_submission(county):
    for state, figure in (
        (State.SUBMITTED, 1), (State.IN_REVIEW, 10), (State.APPROVED, 100), (State.PUBLISHED, 1000)
    ):  # fmt: skip
        filed(county, state, figure)
    for states, total in (
        ([State.SUBMITTED], 1),
        ([State.SUBMITTED, State.IN_REVIEW], 11),
        ([State.APPROVED], 100),
        ([State.PUBLISHED], 1000),
        (list(State), 1111),
    ):
        assert aggregate(selection(county, *states)).figures[LICENSING] == total


@pytest.mark.parametrize("way", [[], ["pass_on", "sign", "submit"], ["pass_on", "sign", "submit", "start_review"]])  # fmt: skip
def test_a_report_under_correction_counts_with_what_was_approved(county, way):
    report = move_on(filed(county, State.PUBLISHED, 5), "correct")
    correct(report, LICENSING, "5", 6)
    for name in way:
        report = move_on(report, name)
    assert aggregate(selection(county)).figures[LICENSING] == 5
    assert list(missing_reports(selection(county)).filter(pk=report.pk)) == []
    approved = move_to(report, State.APPROVED)
    assert approved.approved_number == 2
    assert aggregate(selection(county)).figures[LICENSING] == 6


def correct(report: Report, cell: str, shown: str, figure: int) -> None:
    entry = Entry(figures={cell: figure}, base={cell: shown})
    code = report.edition.section_of(cell).code
    write_section(report, code, entry, actor(person_at(report.agency, Role.REPORTER)))


def test_a_reopened_report_is_not_counted_any_more(county):
    report = filed(county, State.APPROVED, 5)
    filed(county, State.APPROVED, 1)
    move_on(report, "reopen")
    assert aggregate(selection(county)).figures[LICENSING] == 1


def test_only_the_regions_subtree_and_the_campaign_are_counted(county):
    town = make_region(name="青禾镇", parent=county, code="430001101")
    filed(county, State.APPROVED, 1)
    campaign = Campaign.objects.get(year=2026)
    agency = make_agency(region=town, kind=AgencyKind.TOWNSHIP, route="")
    open_campaign(campaign, SYSTEM)
    report = Report.objects.get(agency=agency)
    fill_report(report, art20_5__licensing__decisions=20)
    move_to(report, State.APPROVED)
    make_filled_report(make_agency(), year=2025, art20_5__licensing__decisions=300)
    assert aggregate(selection(county)).figures[LICENSING] == 21
    assert aggregate(selection(town)).figures[LICENSING] == 20


def test_the_governments_own_report_is_not_counted_twice_but_townships_are(county, admin, client):
    filed(county, State.APPROVED, 1)
    filed(county, State.APPROVED, 2, kind=AgencyKind.TOWNSHIP)
    own = filed(county, State.APPROVED, 3, kind=AgencyKind.GOVERNMENT)
    assert aggregate(selection(county)).figures[LICENSING] == 3
    assert own not in missing_reports(selection(county))
    client.force_login(admin)
    assert client.get(URL).context["governments"] == [own]


def test_totals_are_recomputed_from_the_sums(county):
    report = filed(county, State.SUBMITTED)
    forge(report, {"requests.new_received.natural_person": 2, "requests.new_received.total": 5})
    result = aggregate(selection(county, State.SUBMITTED))
    assert result.sums.figures["requests.new_received.total"] == 5
    assert result.figures["requests.new_received.total"] == 2
    assert {finding.rule for finding in result.findings} == {"T3-R01"}


def forge(report: Report, figures: dict) -> None:
    """One more submission with figures that no rule would let through."""
    last = report.submissions.last()
    last.pk, last.number, last.figures = None, last.number + 1, {**last.figures, **figures}
    last.save(force_insert=True)
    Report.objects.filter(pk=report.pk).update(last_number=last.number)


def test_a_blank_is_named_and_is_not_zero(county, admin, client):
    report = filed(county, State.SUBMITTED, 4)
    forge(report, {LICENSING: None, "art20_6.penalty.decisions": None})
    result = aggregate(selection(county, State.SUBMITTED))
    assert result.sums.blanks == {LICENSING: 1, "art20_6.penalty.decisions": 1}
    assert result.figures[LICENSING] is None
    client.force_login(admin)
    page = client.get(f"{URL}?states=submitted").content.decode()
    assert f'id="cell-{LICENSING}" data-state="warning">—</td>' in page


def test_agencies_that_are_missing_are_named(county, admin, client):
    filed(county, State.APPROVED)
    absent = make_report(make_agency(region=county))
    returned = filed(county, State.RETURNED)
    client.force_login(admin)
    response = client.get(URL)
    named = {report.pk for report, place in response.context["missing"]}
    assert {absent.pk, returned.pk} <= named
    assert absent.agency.name in response.content.decode()
    assert (response.context["counted"], response.context["expected"]) == (1, 1 + len(named))


def test_the_workbook_holds_sums_every_agency_and_who_is_missing(county, admin, client):
    one = filed(county, State.APPROVED, 5, art20_8__fees__amount=Decimal("0.5"))
    two = filed(county, State.APPROVED, 7)
    absent = make_report(make_agency(region=county, name="=1+1局"))
    client.force_login(admin)
    response = client.get(reverse("oversight:aggregate_file"))
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames[3:] == ["各单位数据", "分类小计", "未计入单位"]
    _title, labels, *rows, _total = book["各单位数据"].values
    column = labels.index("第二十条第（五）项 行政许可·本年处理决定数量")
    assert {(row[0], row[column]) for row in rows} == {(one.agency.name, 5), (two.agency.name, 7)}
    assert absent.agency.name in [row[0] for row in book["未计入单位"].values]
    summed = {value for row in book.worksheets[0].values for value in row}
    assert {12, 0.5} <= summed
    event = Event.objects.get(action="aggregate.export")
    assert (event.actor, event.after["states"]) == (admin, ["approved", "published"])
    assert (event.after["years"], event.after["kind"]) == ([2026], "")


def test_those_who_have_filed_stand_apart_from_those_who_have_not(county, admin, client):
    reports = {
        "已报送待审核": filed(county, State.SUBMITTED),
        "已退回，在单位": filed(county, State.RETURNED),
        "未报送": make_report(make_agency(region=county)),
        "已审核通过，不在所选状态内": filed(county, State.APPROVED),
    }
    client.force_login(admin)
    parts = client.get(f"{URL}?states=published").context["missing_parts"]
    assert list(reports) == [part.label for part in parts]
    for part in parts:
        assert reports[part.label] in [report for report, _place in part.reports]
    book = load_workbook(io.BytesIO(client.get(f"{URL}file/?states=published").content))
    names = [row[0] for row in book["未计入单位"].values]
    for label, report in reports.items():
        above = [name for name in names[: names.index(report.agency.name)] if "：" in name]
        assert above[-1].startswith(f"{label}：")


def test_it_can_be_narrowed_to_a_kind_of_agency(county, admin, client):
    filed(county, State.APPROVED, 5)
    town = filed(county, State.APPROVED, 7, kind=AgencyKind.TOWNSHIP)
    waiting = filed(county, State.SUBMITTED, 9, kind=AgencyKind.TOWNSHIP)
    client.force_login(admin)
    page = client.get(f"{URL}?kind=township").context
    assert (page["counted"], page["expected"]) == (1, 2)
    assert [report for report, _place in page["missing"]] == [waiting]
    answer = client.get(f"{URL}file/?kind=township")
    assert quote("（乡镇）.xlsx") in answer["Content-Disposition"]
    _title, _labels, *rows, _total = load_workbook(io.BytesIO(answer.content))["各单位数据"].values
    assert [row[0] for row in rows] == [town.agency.name]
    assert client.get(f"{URL}?kind=government").context["selection"].kind == ""


def test_subtotals_by_kind_add_up_to_the_sum(county, admin, client):
    for kind, figure in ((AgencyKind.DEPARTMENT, 3), (AgencyKind.DEPARTMENT, 4),
                         (AgencyKind.TOWNSHIP, 20)):  # fmt: skip
        filed(county, State.APPROVED, figure, kind=kind)
    kinds = by_kind(selection(county))
    found = {kind: each.figures[LICENSING] for kind, each in kinds.items()}
    assert found == {"department": 7, "township": 20}
    assert sum(found.values()) == aggregate(selection(county)).figures[LICENSING]
    client.force_login(admin)
    assert client.get(URL).context["kinds"] == ["县直部门", "乡镇"]


NEW, GRANTED = "requests__new_received__natural_person", "requests__granted__natural_person"


@pytest.fixture
def two_years(county):
    """One agency counted in both years, and one in this year alone."""
    for agency, year, figure in (
        (make_agency(region=county, route=""), 2025, 10),
        (make_agency(region=county, route=""), 2026, 100),
    ):
        if year == 2025:
            make_filled_report(agency, State.APPROVED, year=2025, **{NEW: 10, GRANTED: 10})
            figure = 12
        make_filled_report(agency, State.APPROVED, year=2026, **{NEW: figure, GRANTED: figure})


def test_last_year_and_the_change_are_those_of_the_agencies_in_both_years(two_years, admin, client):
    client.force_login(admin)
    now = Campaign.objects.get(year=2026)
    page = client.get(f"{URL}?campaign={now.pk}")
    line = page.context["lines"][0].line
    assert (line.shown, line.shown_alike, line.shown_before, line.change) == (
        "112",
        "12",
        "10",
        "+2",
    )
    assert "上年数和增减按两年均计入的1家单位计算。" in page.content.decode()
    assert 'class="last-year"' not in page.content.decode()


def test_last_year_stands_in_the_tables_once_all_are_in_both_years(county, admin, client):
    agency = make_agency(region=county, route="")
    for year, figure in ((2025, 10), (2026, 12)):
        make_filled_report(agency, State.APPROVED, year=year, **{NEW: figure, GRANTED: figure})
    client.force_login(admin)
    now = Campaign.objects.get(year=2026)
    page = client.get(f"{URL}?campaign={now.pk}").content.decode()
    assert re.search(r'id="cell-requests.new_received.natural_person"[^>]*>12<small class="last-year">.*?10</small>', page)  # fmt: skip


def test_several_years_can_be_taken_in_one_workbook(two_years, admin, client):
    client.force_login(admin)
    now, before = (Campaign.objects.get(year=year) for year in (2026, 2025))
    page = client.get(f"{URL}?campaign={now.pk}").content.decode()
    assert f'name="with" value="{before.pk}"' in page
    answer = client.get(f"{URL}file/?campaign={now.pk}&with={before.pk}&with=x")
    assert quote("2025—2026年") in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[0] == "历年对比"
    assert {name[:5] for name in book.sheetnames[1:]} == {"2026 ", "2025 "}
    head, *rows = list(book["历年对比"].values)[3:]
    assert head[1:] == ("2025年（计入1家）", "2026年（计入2家）")
    assert (10, 112) in [row[1:] for row in rows]
    assert Event.objects.get(action="aggregate.export").after["years"] == [2026, 2025]


@pytest.mark.parametrize("url", [URL, "/aggregate/file/"])
def test_it_is_open_to_reviewers_and_administrators_of_the_region(client, county, url):
    filed(county, State.APPROVED)
    bureau = bureau_of(county)
    for person, status in (
        (make_user((bureau, Role.REVIEWER)), 200),
        (make_user((bureau, Role.ADMINISTRATOR)), 200),
        (make_user((bureau, Role.AUDITOR)), 404),
        (make_user((bureau, Role.OFFICE)), 404),
    ):
        client.force_login(person)
        assert client.get(url).status_code == status
        assert client.post(url).status_code == 405
    client.logout()
    assert client.get(url).status_code == 302


def test_the_region_of_another_bureau_cannot_be_chosen(client, county, admin):
    filed(county, State.APPROVED)
    other = make_region()
    client.force_login(admin)
    response = client.get(f"{URL}?region={other.pk}&campaign=x&states=drafting")
    chosen = response.context["selection"]
    assert (chosen.region, chosen.states) == (county, (State.APPROVED, State.PUBLISHED))


def test_without_a_campaign_the_page_says_so_and_there_is_no_file(client, admin):
    client.force_login(admin)
    response = client.get(URL)
    assert response.context["selection"] is None
    assert text_in(response.content.decode(), ".empty") == "尚未开放任何填报年度。"
    assert client.get("/aggregate/file/").status_code == 404


def test_the_number_of_queries_is_fixed_and_one_takes_all_sums(
    client, county, admin, django_assert_num_queries
):
    filed(county, State.APPROVED)
    client.force_login(admin)
    with django_assert_num_queries(11):
        client.get(URL)
    for _ in range(4):
        filed(county, State.APPROVED)
        make_report(make_agency(region=county))
    with django_assert_num_queries(11):
        client.get(URL)
    chosen = selection(county)
    with django_assert_num_queries(1):
        aggregate(chosen)


def test_the_sum_equals_a_plain_one_over_the_submissions(county):
    for figure in (1, 20, 300):
        filed(county, State.APPROVED, figure, art20_8__fees__amount=Decimal("0.3333"))
    chosen = selection(county)
    plain = {
        cell: sum(s.figures[cell] for s in Submission.objects.all())
        for cell in chosen.edition.cells
    }
    assert aggregate(chosen).sums.figures == plain
    assert counted_submissions(chosen).count() == 3


def test_the_list_of_who_is_missing_is_turned_and_its_heading_counts_all(county, admin, client):
    for _agency in range(52):
        make_report(make_agency(region=county))
    client.force_login(admin)
    first, second = client.get(URL), client.get(f"{URL}?missing1=2")
    [missing], [rest] = (page.context["missing_parts"] for page in (first, second))
    missing, rest = missing.reports, rest.reports
    assert len(missing) == 50 and missing.total == 50 + len(rest) > 51
    assert f"{missing.total} 个单位" in first.text
    assert f'href="{missing.next}#missing"' in first.text
