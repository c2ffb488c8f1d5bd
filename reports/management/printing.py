"""What `check_report` prints: a report in words or as JSON, many as a table."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from reports.form.content import SEVERITIES, Figure, Finding, Severity
from reports.language import in_readers_language
from reports.management.checked_files import CheckedFile
from reports.reading import Reading

CELLS_NAMED = 5


# JSON ------------------------------------------------------------------------------------------


def as_json(reading: Reading, findings: Sequence[Finding]) -> dict[str, Any]:
    content = reading.content
    return {
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


def as_words(reading: Reading, findings: Sequence[Finding]) -> Iterator[str]:
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


# Tables ----------------------------------------------------------------------------------------


def as_table(files: Sequence[CheckedFile]) -> Iterator[str]:
    """Yield a line for each file, then how many of each kind there are."""
    names = _severity_names()
    heads = [gettext("File"), gettext("Agency"), gettext("Year")]
    heads += [*(names[s] for s in SEVERITIES), gettext("doubts")]
    rows = [heads, *map(_row, files)]
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = zip(row, widths, strict=True)
        yield "  ".join(cell + " " * (width - _width(cell)) for cell, width in cells).rstrip()
    yield ""
    for file in files:
        if file.refusal:
            yield file.refusal
    statuses = Counter(file.status for file in files)
    counts = {"all": len(files), "sound": statuses[0], "wrong": statuses[1], "unread": statuses[2]}
    yield (
        gettext(
            "%(all)s files: %(sound)s without errors, %(wrong)s with errors, %(unread)s not read"
        )
        % counts
    )


def _row(file: CheckedFile) -> list[str]:
    if file.reading is None:
        return [file.path.name, "—", "—", *["—"] * len(SEVERITIES), "—"]
    content = file.reading.content
    counts = [*(file.count(severity) for severity in SEVERITIES), len(file.reading.doubts)]
    return [file.path.name, content.agency or "—", str(content.year), *map(str, counts)]


def _width(text: str) -> int:
    """In columns of a terminal: Chinese takes two."""
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)
