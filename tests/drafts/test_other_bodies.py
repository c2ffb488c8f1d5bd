"""Another agency in a text (N-R21): the portal's list says which names are agencies."""

import pytest

from accounts.models import Role
from reports.drafts.merging import Entry
from reports.drafts.rule_context import agencies_named
from reports.drafts.storage import write_section
from reports.drafts.working_copy import working_copy
from reports.models import Report
from tests.support.factories import actor, make_agency, make_region, make_report, person_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    region = make_region()
    make_agency(region=region, name="棠溪县财政局")
    return make_report(make_agency(region=region, name="棠溪县教育局"), year=2026)


def told(report: Report, text: str) -> list[str]:
    person = person_at(report.agency, Role.REPORTER)
    write_section(report, "s1_overview", Entry(text=text), actor(person))
    return [f.quote for f in working_copy(report).findings() if f.rule == "N-R21"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("县财政局全年共公开信息300条。", ["县财政局"]),
        ("县林业局全年共公开信息300条。", []),
        ("2026年，棠溪县教育局认真落实条例。", []),
        ("在县财政局的指导下，我局公开预算30条。", []),
    ],
)
def test_an_agency_of_the_portal_that_reports_in_its_place_is_told(
    report: Report, text: str, names: list[str]
) -> None:
    assert told(report, text) == names


@pytest.mark.parametrize(("text", "queries"), [("县财政局坚持公开。", 1), ("我局坚持公开。", 0)])
def test_a_text_that_tells_of_its_own_agency_asks_for_no_list(
    report: Report, text: str, queries: int, django_assert_num_queries
) -> None:
    told(report, text)
    content = working_copy(report).content
    with django_assert_num_queries(queries):
        agencies_named(report.edition, content)
