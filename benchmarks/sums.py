"""The sum over many reports against the bare statement, in time passed: the database works."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.db import connection

from benchmarks.generate import make_agencies, make_submissions
from benchmarks.measure import Ratio, compare
from reports.oversight.aggregate import Selection, aggregate
from tests.support.factories import make_campaign, make_region, make_user

REPORTS = 10_000
BARE = {
    "postgresql": "SELECT key, sum(value::numeric) FROM reports_submission AS s"
    " JOIN reports_report AS r ON r.id = s.report_id, jsonb_each_text(s.figures)"
    " WHERE r.campaign_id = %s GROUP BY key",
    "sqlite": "SELECT key, sum(value) FROM reports_submission AS s"
    " JOIN reports_report AS r ON r.id = s.report_id, json_each(s.figures)"
    " WHERE r.campaign_id = %s GROUP BY key",
}


def many_reports() -> Selection:
    """A county's campaign in which so many agencies have an approved report."""
    region = make_region()
    campaign = make_campaign(region, year=2026)
    make_submissions(campaign, make_agencies(region, REPORTS), make_user())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Selection(campaign, region)


def sum_of_many(selection: Selection) -> Ratio:
    """With the totals recomputed and the rules of the form run on the sums, as its page does."""
    if rounded(summed(selection)) != rounded(bare_sum(selection)):
        raise RuntimeError("the two sums differ")
    return compare(timed(summed, selection), timed(bare_sum, selection), calls=1)


def rounded(sums: dict[str, Any]) -> dict[str, float]:
    """SQLite adds decimals as floats."""
    return {cell: round(float(total), 4) for cell, total in sums.items()}


def summed(selection: Selection) -> dict[str, Any]:
    found = aggregate(selection)
    assert not found.findings
    return found.figures


def bare_sum(selection: Selection) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(BARE[connection.vendor], [selection.campaign.pk])
        return dict(cursor.fetchall())


def timed(act: Callable[[Selection], object], selection: Selection) -> Callable[[], float]:
    def trial() -> float:
        start = perf_counter()
        act(selection)
        return perf_counter() - start

    return trial
