"""Reads a published report and checks it: `manage.py check_report FILE`. Needs no database.

Exit status: 0 for no error findings, 1 for some, 2 if unreadable.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils.translation import gettext, ngettext

from reports.form.content import SEVERITIES, Figure, Finding, Severity
from reports.language import in_readers_language
from reports.reading import Reading, Unreadable, read_in_child
from reports.reading.files import MAX_BYTES
from reports.rules.check import check

CELLS_NAMED = 5


class Command(BaseCommand):
    help = "Read a published annual report and check its figures and texts; needs no database."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="a published report: .docx, .html, .xlsx, .json or text"
        )
        parser.add_argument("--year", type=int, help="the reporting year, where the title errs")
        parser.add_argument("--previous", type=Path, help="the report of the year before")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(
        self, *, file: Path, year: int | None, previous: Path | None, json: bool, **options: Any
    ) -> None:
        reading = self._read(file, year)
        last_year = self._read(previous).content if previous else None
        if last_year and last_year.year != reading.content.year - 1:
            years = {"previous": last_year.year, "year": reading.content.year}
            line = gettext("The report for %(previous)s is not compared with that for %(year)s.")
            self.stderr.write(line % years)
        findings = check(reading.edition, reading.content, last_year)
        lines = [_as_json(reading, findings)] if json else _as_words(reading, findings)
        for line in lines:
            self.stdout.write(line)
        if any(finding.severity == "error" for finding in findings):
            sys.exit(1)

    def _read(self, path: Path, year: int | None = None) -> Reading:
        try:
            with path.open("rb") as file:
                return read_in_child(file.read(MAX_BYTES + 1), year=year)
        except OSError as error:
            self._refuse(f"{path}: {error.strerror}")
        except Unreadable as error:
            self._refuse(f"{path.name}: {in_readers_language(error.reason)}")

    def _refuse(self, line: str) -> NoReturn:
        self.stderr.write(line)
        sys.exit(2)


# JSON ------------------------------------------------------------------------------------------


def _as_json(reading: Reading, findings: Sequence[Finding]) -> str:
    content = reading.content
    report = {
        "agency": content.agency,
        "year": content.year,
        "edition": reading.edition.id,
        "figures": {cell: _number(figure) for cell, figure in content.figures.items()},
        "texts": dict(content.texts),
        "findings": [_finding(finding) for finding in findings],
        "doubts": [
            {"cell": d.cell, "found": d.found, "reason": in_readers_language(d.reason)}
            for d in reading.doubts
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": in_readers_language(finding.message),
        "cells": list(finding.cells),
        "left": _number(finding.left),
        "right": _number(finding.right),
    }


def _number(figure: Figure | None) -> int | float | None:
    return figure if figure is None or isinstance(figure, int) else float(figure)


# Words -----------------------------------------------------------------------------------------


def _as_words(reading: Reading, findings: Sequence[Finding]) -> Iterator[str]:
    content, edition = reading.content, reading.edition
    read = sum(figure is not None for figure in content.figures.values())
    yield gettext("Agency: %(agency)s") % {"agency": content.agency or "—"}
    yield gettext("Reporting year: %(year)s") % {"year": content.year}
    yield gettext("Form: %(name)s (%(document)s)") % {
        "name": edition.name,
        "document": edition.document,
    }
    yield gettext("Figures read: %(read)s of %(all)s") % {"read": read, "all": len(edition.cells)}
    yield from _figures_per_table(reading)
    yield ""
    yield from _doubts(reading)
    yield ""
    yield from _findings(findings)


def _figures_per_table(reading: Reading) -> Iterator[str]:
    figures = reading.content.figures
    for section in reading.edition.sections:
        for table in section.tables:
            values = [figures[cell.id] for cell in table.cells]
            read = sum(value is not None for value in values)
            filled = sum(bool(value) for value in values)
            counts = {"read": read, "all": len(values), "filled": filled}
            name = table.caption or section.title
            yield f"  {name} " + gettext("%(read)s of %(all)s, %(filled)s not 0") % counts


def _doubts(reading: Reading) -> Iterator[str]:
    """Yield doubts, one line for all cells with the same text, origin and reason."""
    count = len(reading.doubts)
    yield ngettext("%(count)s doubt", "%(count)s doubts", count) % {"count": count}
    cells: dict[tuple[str, str, str], list[str]] = {}
    for doubt in reading.doubts:
        name = reading.edition.cells[doubt.cell].label if doubt.cell else ""
        at = reading.origins.get(doubt.cell)
        where = f"（{in_readers_language(at)}）" if at else ""
        key = (doubt.found, where, in_readers_language(doubt.reason))
        cells.setdefault(key, []).append(name)
    for (found, place, reason), names in cells.items():
        more = f" …（{len(names)}）" if len(names) > CELLS_NAMED else ""
        where = "、".join(filter(None, names[:CELLS_NAMED])) + more + place
        yield "  " + " ".join(filter(None, (where, f"“{found}”" if found else "", reason)))


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    names = _severity_names()
    counts = Counter(finding.severity for finding in findings)
    yield gettext("Findings: ") + ", ".join(f"{names[s]} {counts[s]}" for s in SEVERITIES)
    for finding in findings:
        message = in_readers_language(finding.message)
        yield f"  [{names[finding.severity]}] {finding.rule} {message}"


def _severity_names() -> dict[Severity, str]:
    return {
        "error": gettext("error"),
        "warning": gettext("warning"),
        "info": gettext("note"),
    }
