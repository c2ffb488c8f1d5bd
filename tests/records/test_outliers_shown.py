"""Figures that stand out, on the desk and before filing; what like agencies have is all they tell."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Agency, AgencyKind, Region, Role
from reports.analysis.outliers import LEAST_LIKE
from reports.display.outliers import SHOWN_AT_ONCE
from reports.display.peers import MOST, like_figures
from reports.drafts.explanations import lift
from reports.models import Report, State, Submission
from tests.support.factories import (
    actor,
    bureau_of,
    explain_findings,
    fill_report,
    make_agency,
    make_filled_report,
    make_region,
    make_report,
    move_to,
    person_at,
)

pytestmark = pytest.mark.django_db

LICENCES = "art20_5.licensing.decisions"
MADE, IN_FORCE = "art20_1__normative_docs__made", "art20_1__normative_docs__in_force"
MERGED = "机构改革划入的文件"


def licences(figure: int) -> dict[str, int]:
    return {LICENCES.replace(".", "__"): figure}


def photograph(agency: Agency, year: int, figure: int, state: str = State.APPROVED) -> Report:
    """A filed report without the way there, so that many cost little."""
    report = make_report(agency, year=year)
    figures = {cell: figure if cell == LICENCES else 0 for cell in report.edition.cells}
    by = person_at(agency, Role.OFFICE)
    Submission.objects.create(
        report=report, number=1, by=by, agency_name=agency.name, year=year, texts={}, findings=[],
        edition_id=report.edition.id, figures=figures, digest="0" * 64,
    )  # fmt: skip
    approved = 1 if state == State.APPROVED else None
    Report.objects.filter(pk=report.pk).update(
        status=state, last_number=1, approved_number=approved
    )
    return report


@pytest.fixture
def region() -> Region:
    return make_region(name="云岭县")


def agencies(region: Region, count: int, **fields) -> list[Agency]:
    return [make_agency(region=region, **fields) for _ in range(count)]


def jumped(region: Region, state: str = State.SUBMITTED, last: int = 3, now: int = 300) -> Report:
    agency = make_agency(region=region)
    photograph(agency, 2025, last)
    return make_filled_report(agency, state, year=2026, **licences(now))


def desk_of(report: Report):
    reviewer = Client()
    reviewer.force_login(person_at(bureau_of(report.campaign.region), Role.REVIEWER))
    return reviewer.get(reverse("review:desk", args=[report.pk]))


def check_of(report: Report):
    clerk = Client()
    clerk.force_login(person_at(report.agency, Role.REPORTER))
    return clerk.get(reverse("agency:check", args=[report.pk]))


def rules_of(response) -> list[str]:
    return [row.finding.rule for group in response.context["groups"] for row in group.findings]


# Who is like whom


def known(report: Report) -> list[object]:
    return sorted(figures[LICENCES] for figures in like_figures(report))


def test_the_newest_filed_figures_of_each_agency_of_the_kind_count(region):
    first, second, third, fourth, late, own = agencies(region, 6)
    photograph(first, 2025, 1)
    photograph(first, 2026, 10, State.SUBMITTED)
    photograph(second, 2025, 2)
    photograph(third, 2024, 3)  # too long ago
    photograph(fourth, 2026, 4, State.RETURNED)  # not as it will be
    make_report(late, year=2026)
    report = make_report(own, year=2026)
    photograph(own, 2025, 6)
    assert known(report) == [2, 10]


def test_other_kinds_and_other_regions_do_not(region):
    report = make_report(make_agency(region=region))
    photograph(make_agency(region=region, kind=AgencyKind.TOWNSHIP), 2026, 1)
    photograph(make_agency(), 2026, 2)
    assert known(report) == []


def test_they_are_taken_in_one_query_and_not_without_end(region, django_assert_num_queries):
    report = make_report(make_agency(region=region))
    for i, agency in enumerate(agencies(region, MOST + 2)):
        photograph(agency, 2025, i)
    with django_assert_num_queries(1):
        assert len(known(report)) == MOST


# On the desk


def test_the_desk_says_why_and_marks_the_cell(region):
    report = jumped(region)
    for agency in agencies(region, LEAST_LIKE):
        photograph(agency, 2025, 4)
    response = desk_of(report)
    page = response.content.decode()
    assert "同比 3 → 300，为去年的 100 倍；同类单位中位数 4" in page
    assert f'<a href="#cell-{LICENCES}">' in page
    assert f'id="cell-{LICENCES}"><b class="unusual">300<span class="visually-hidden"> 异常' in page


def test_what_the_rule_of_jumps_says_is_not_said_twice(region):
    report = jumped(region)
    assert "YOY-R05" in {said["rule"] for said in report.submissions.get().findings}
    response = desk_of(report)
    assert "YOY-R05" not in rules_of(response)
    shown = response.context["unusual"].shown
    assert [one.outlier.cell for one in shown] == [LICENCES]


def test_a_jump_of_the_rule_that_is_none_here_is_still_told(region):
    response = desk_of(jumped(region, last=21, now=63))
    [one] = response.context["unusual"].shown
    assert one.outlier.cell == LICENCES


def other_than_last_year(region: Region) -> Report:
    """More documents in force than last year's report leaves, opened for a reason."""
    agency = make_agency(region=region)
    make_filled_report(agency, State.APPROVED, year=2025, **{f"{MADE}": 3, f"{IN_FORCE}": 3})
    report = make_report(agency, year=2026)
    cell = IN_FORCE.replace("__", ".")
    lift(report, "s2_proactive", [cell], MERGED, actor(person_at(agency, Role.REPORTER)))
    fill_report(report, **{IN_FORCE: 300})
    return report


def test_what_a_rule_says_of_the_jump_and_the_reason_given_stand_with_it(region):
    report = other_than_last_year(region)
    explain_findings(report)
    response = desk_of(move_to(report, State.SUBMITTED))
    [one] = response.context["unusual"].shown
    assert [(said.finding.rule, str(said.reason)) for said in one.said] == [("YOY-R02", MERGED)]
    assert "YOY-R02" not in rules_of(response)
    assert response.content.decode().count(MERGED) == 1


def test_never_a_wall(region):
    """All of a table at once: eight at first, the others behind a press."""
    agency = make_agency(region=region)
    photograph(agency, 2025, 0)
    report = make_report(agency, year=2026)
    figures = {c.id.replace(".", "__"): 500 + i for i, c in enumerate(report.edition.cells.values())
               if c.id.startswith(("disputes", "art20_5", "art20_6")) and not c.computed}  # fmt: skip
    fill_report(report, **figures)
    report = move_to(report, State.SUBMITTED)
    unusual = desk_of(report).context["unusual"]
    assert len(unusual.first) == SHOWN_AT_ONCE and unusual.more
    page = desk_of(report).content.decode()
    assert f"<summary>其余 {len(unusual.more)} 项</summary>" in page


def test_nothing_is_said_where_nothing_stands_out(region):
    assert "outliers-title" not in desk_of(jumped(region, now=3)).content.decode()


# Before filing


def test_the_clerk_sees_it_first_and_may_go_on(region):
    report = jumped(region, State.DRAFTING)
    for agency in agencies(region, LEAST_LIKE):
        photograph(agency, 2025, 4)
    response = check_of(report)
    page = response.content.decode()
    assert "同比 3 → 300，为去年的 100 倍；同类单位中位数 4" in page
    assert f"/sections/s2_proactive/#f-{LICENCES}" in page
    assert not response.context["in_the_way"]
    assert move_to(report, State.SUBMITTED).state == State.SUBMITTED


def test_no_other_agency_is_named_to_an_agency(region):
    report = jumped(region, State.DRAFTING)
    others = agencies(region, LEAST_LIKE)
    for agency in others:
        photograph(agency, 2025, 4)
    page = check_of(report).content.decode()
    assert "同类单位中位数 4" in page  # so they are spoken of
    assert not [agency for agency in others if agency.name in page or agency.short_name in page]


def test_what_waits_for_a_reason_is_not_told_above_it_too(region):
    response = check_of(other_than_last_year(region))
    assert response.context["unusual"].shown == []
    assert "YOY-R02" in rules_of(response) and "YOY-R05" not in rules_of(response)


def test_a_draft_half_filled_is_judged_by_what_stands_there(region):
    agency = make_agency(region=region)
    photograph(agency, 2025, 300)
    report = make_report(agency, year=2026)
    assert check_of(report).context["unusual"].shown == []  # blank is not 0
    fill_report(report, **licences(3))
    [one] = check_of(report).context["unusual"].shown
    assert one.outlier.figure == 3


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


@pytest.mark.parametrize("page", ["review:desk", "agency:check"])
def test_the_number_of_queries_does_not_grow_with_years_and_like_agencies(region, page):
    report = jumped(region)
    person = person_at(report.agency, Role.REPORTER)
    if page == "review:desk":
        person = person_at(bureau_of(region), Role.REVIEWER)
    client, url = Client(), reverse(page, args=[report.pk])
    client.force_login(person)
    client.get(url)  # the first look at the desk is kept
    few = queries_of(client, url)
    for year in (2022, 2023, 2024):
        photograph(report.agency, year, 3)
    for agency in agencies(region, 12):
        photograph(agency, 2025, 4)
    assert queries_of(client, url) == few
