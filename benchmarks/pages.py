"""The page with the 25 x 7 grid and the saving of it, each against a request that does nothing."""

import json
from collections.abc import Iterator
from random import Random

from django.urls import reverse

from accounts.models import Role
from benchmarks.browser import Browser, Environ, cpu_of
from benchmarks.generate import make_submissions
from benchmarks.measure import Ratio, compare
from reports.drafts.working_copy import working_copy
from reports.form.numbers import format_figure
from reports.models import Report
from tests.support.balanced import balanced_figures
from tests.support.factories import make_agency, make_campaign, make_report, make_user

GRID = "s3_requests"
CALLS = 10  # of each, in a round


def grid_page(browser: Browser, report: Report, floor: str) -> Ratio:
    page = address(report)
    return compare(
        lambda: cpu_of(browser.get(page), "200"),
        lambda: cpu_of(browser.get(floor), "200"),
        CALLS,
    )


def section_save(browser: Browser, report: Report) -> Ratio:
    saves = changing_saves(browser, report)
    return compare(
        lambda: cpu_of(next(saves), "302"),
        lambda: cpu_of(browser.post("/empty/", {}), "302"),
        CALLS,
    )


def changing_saves(browser: Browser, report: Report) -> Iterator[Environ]:
    """All cells each time, and each time others than before, from a page that knew those; what
    last year's report fixes comes back as it was."""
    rng = Random(1)
    fixed, own = working_copy(report).fixed, report.edition.by_code[GRID].cells
    kept = {cell.id: format_figure(fixed[cell.id]) for cell in own if cell.id in fixed}
    before = kept
    while True:
        after = with_last_years(grid_figures(report, rng), kept)
        yield browser.post(address(report), {**after, "base": json.dumps(before)})
        before = after


def grid_figures(report: Report, rng: Random) -> dict[str, str]:
    """What is typed in the grid; totals are not typed."""
    figures = balanced_figures(report.edition, rng)
    cells = report.edition.by_code[GRID].cells
    return {cell.id: format_figure(figures[cell.id]) for cell in cells if not cell.computed}


def with_last_years(figures: dict[str, str], kept: dict[str, str]) -> dict[str, str]:
    """What last year's report fixes in place of its figures, and each column in balance again."""
    balanced = {**figures, **kept}
    for cell, value in kept.items():
        more, column = int(value) - int(figures[cell]), cell.rpartition(".")[2]
        new, granted = f"requests.new_received.{column}", f"requests.granted.{column}"
        if int(figures[new]) >= more:
            balanced[new] = str(int(figures[new]) - more)
        else:
            balanced[granted] = str(int(figures[granted]) + more)
    return balanced


def address(report: Report) -> str:
    return reverse("entry:section", kwargs={"pk": report.pk, "code": GRID})


def report_being_drafted() -> tuple[Browser, Report]:
    """Filled in, beside last year's approved figures, with its reporter signed in."""
    agency = make_agency()
    reporter = make_user((agency, Role.REPORTER))
    make_submissions(make_campaign(agency.region, year=2025), [agency], reporter)
    report = make_report(agency, year=2026)
    browser = Browser(reporter)
    cpu_of(next(changing_saves(browser, report)), "302")
    return browser, report
