"""The board as a workbook: the numbers, the filings by day, and the list shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.spreadsheets.writing import write_book
from reports.analysis.filing_curve import Curve
from reports.models import Concession
from reports.oversight.board import Board, BoardNumber, BoardRow, Scope, rows
from reports.rules.context import listed

AT_ONCE = 500  # reports looked up together


def board_workbook(
    scope: Scope, board: Board, curve: Curve | None, number: BoardNumber, title: str
) -> bytes:
    return write_book(
        [
            (_("Progress"), _number_heads(), _numbers(board)),
            (_("Filings by day"), _day_heads(), _days(curve)),
            (str(number.label), _agency_heads(), _agencies(scope, number)),
        ],
        title,
    )


def _number_heads() -> list[str]:
    numbers = [str(number.label) for number in BoardNumber]
    return [_("By"), _("Name"), *numbers, _("Share filed"), _("Share on time")]


def _numbers(board: Board) -> Iterator[Sequence[Any]]:
    groups = (
        ("", [board.total]),
        (_("Kind of agency"), board.by_kind),
        (_("Region"), board.by_region),
    )
    for by, tallies in groups:
        for tally in tallies:
            shares = (float(tally.filed_percent), float(tally.on_time_percent))
            yield by, str(tally.label), *tally.numbers, *shares


def _day_heads() -> list[str]:
    return [
        _("Day"),
        _("Days after the deadline"),
        _("Filed"),
        _("Filed in all"),
        _("Filed last year"),
        _("Filed in all last year"),
    ]


def _days(curve: Curve | None) -> Iterator[Sequence[Any]]:
    for day in curve.days if curve else ():
        yield day.day, day.offset, day.filed, day.total, day.filed_before, day.total_before


def _agency_heads() -> list[str]:
    return [
        _("Agency"),
        _("Kind of agency"),
        _("Region"),
        _("State"),
        _("Since"),
        _("First filed"),
        _("Late"),
        _("With"),
        _("Telephone"),
        _("Times urged"),
        _("Last urged"),
        _("Urged by"),
        _("Extensions, releases and waivers"),
    ]


def _agencies(scope: Scope, number: BoardNumber) -> Iterator[Sequence[Any]]:
    """Stream rows, so that ten thousand agencies need no more memory than a few hundred."""
    found = scope.listed(number).select_related("agency__region").iterator(AT_ONCE)
    while batch := list(islice(found, AT_ONCE)):
        yield from map(_agency, rows(batch))


def _agency(row: BoardRow) -> Sequence[Any]:
    report, agency, urged = row.report, row.report.agency, row.urged
    return [
        agency.name,
        str(agency.get_kind_display()),
        agency.region.name,
        report.get_status_display(),
        timezone.localdate(report.status_since),
        report.first_filed_on,
        _("late") if row.is_late else "",
        listed(row.holders),
        agency.phone,
        urged.times if urged else None,
        timezone.localdate(urged.newest.at) if urged else None,
        str(urged.newest.by) if urged else "",
        "；".join(map(_in_words, report.concessions_held)),
    ]


def _in_words(one: Concession) -> str:
    told = (str(one.get_kind_display()), one.rule, date_format(one.day), one.reason)
    return " ".join(filter(None, told))
