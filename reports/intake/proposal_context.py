"""The context of a proposal's page: places as rows, changed texts, counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.analysis.text_diff import DiffRun, text_diff
from reports.form.content import Words
from reports.intake.comparison import ComparedPlace, Comparison, PlaceStanding
from reports.intake.proposal_grid import compared_grid
from reports.language import in_readers_language
from reports.models import Proposal, Report

DIFFERENCES = (PlaceStanding.CHANGED, PlaceStanding.FILLED)
MANY = 5  # doubts, from which on they can be ticked together
ALIKE = (PlaceStanding.SAME, PlaceStanding.TOTAL)


@dataclass(frozen=True)
class ProposalRow:
    """A place in the reader's language; `ticked` if it will be written unless unticked."""

    place: ComparedPlace
    url: str
    origin: str
    found: str
    reason: str
    ticked: bool
    runs: Sequence[DiffRun] = ()

    @property
    def now_shown(self) -> str:
        return self.place.now or _("blank")

    @property
    def proposed_shown(self) -> str:
        return self.place.proposed or _("blank")


def rows_of(
    report: Report,
    comparison: Comparison,
    chosen: Collection[str] | None,
    *standings: PlaceStanding,
) -> list[ProposalRow]:
    """Return rows; `chosen` are the places ticked on the page before, None if there was none."""
    return [_row(report, place, chosen) for place in comparison.of(*standings)]


def _row(report: Report, place: ComparedPlace, chosen: Collection[str] | None) -> ProposalRow:
    ticked = place.goes_in if chosen is None else place.id in chosen
    kept = {"pk": report.pk, "code": place.section.code}
    anchor = "#id_text" if place.is_text else f"#f-{place.id}"
    return ProposalRow(
        place=place,
        url=reverse("entry:section", kwargs=kept) + anchor,
        origin=in_words(place.origin),
        found=place.doubt.found if place.doubt else "",
        reason=in_words(place.doubt.reason if place.doubt else None),
        ticked=ticked,
        runs=text_diff(place.now, place.proposed or "") if place.is_text else (),
    )


def in_words(words: Words | None) -> str:
    return in_readers_language(words) if words else ""


def sentences(kept: Sequence[Mapping[str, str]]) -> list[str]:
    return [in_words(Words(texts)) for texts in kept]


def differences(
    report: Report, comparison: Comparison, chosen: Collection[str] | None
) -> dict[str, Any]:
    """Return the page's lists, doubts first."""
    doubtful = rows_of(report, comparison, chosen, PlaceStanding.DOUBTFUL)
    changed = rows_of(report, comparison, chosen, *DIFFERENCES)
    clashes = rows_of(report, comparison, None, PlaceStanding.CLASH)
    return {
        "doubts": [row for row in doubtful if not row.place.is_total],
        "wrong_totals": [row for row in doubtful if row.place.is_total],
        "clashes": clashes,
        "cells": [
            row
            for row in changed
            if not row.place.is_text and row.place.standing == PlaceStanding.CHANGED
        ],
        "tables": tables(report, comparison, changed),
        "texts": [row for row in changed if row.place.is_text],
        "closed": rows_of(report, comparison, chosen, PlaceStanding.CLOSED),
        "alike": rows_of(report, comparison, chosen, *ALIKE),
        "doubt_count": len(doubtful),
        "changed_count": len(comparison.of(PlaceStanding.CHANGED)),
        "same_count": len(comparison.of(PlaceStanding.SAME)),
        "filled_count": len(comparison.of(PlaceStanding.FILLED)),
        "can_go_in": any(row.place.can_go_in for row in (*doubtful, *changed, *clashes)),
        "many_doubts": sum(row.place.can_go_in for row in doubtful) >= MANY,
        "seen": [place for place in comparison.places if place.changed_meanwhile],
    }


# The tables as they would be -----------------------------------------------------------------


@dataclass(frozen=True)
class ProposalTable:
    """One section as printed, with the cells blank in the draft, some of which may be unticked."""

    title: str
    html: SafeString
    filled: Sequence[ProposalRow]


def tables(
    report: Report, comparison: Comparison, rows: Sequence[ProposalRow]
) -> list[ProposalTable]:
    edition = report.edition
    stated = {place.section for place in comparison.places if not place.is_text}
    return [
        ProposalTable(
            title=section.title,
            html=compared_grid(edition, section, comparison),
            filled=[
                row
                for row in rows
                if row.place.section is section and row.place.standing == PlaceStanding.FILLED
            ],
        )
        for section in edition.sections
        if section in stated and not section.is_narrative
    ]


@dataclass(frozen=True)
class ProposedChange:
    """What was written in one place; texts are too long to show twice."""

    label: str
    url: str
    before: str
    after: str
    is_text: bool


def changes_of(kept: Proposal) -> list[ProposedChange]:
    edition = kept.report.edition
    printed = [p for s in edition.sections for p in (s.code, *(cell.id for cell in s.cells))]
    found: list[ProposedChange] = []
    for place in filter(kept.changes.__contains__, printed):
        before, after = kept.changes[place]
        is_text = place in edition.by_code
        section = edition.by_code[place] if is_text else edition.section_of(place)
        label = section.title if is_text else edition.cells[place].label
        page = reverse("entry:section", kwargs={"pk": kept.report.pk, "code": section.code})
        url = page + ("#id_text" if is_text else f"#f-{place}")
        found.append(ProposedChange(label, url, before, after, is_text))
    return found
