"""The seeded errors of the practice report, from practice.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reports.form.content import Content, Figure, Finding, Words
from reports.form.edition import Edition
from reports.form.equations import with_totals

PRACTICE_FILE = Path(__file__).parent / "practice.toml"
BLANK_ROW = "disputes.litigation_after_review."


@dataclass(frozen=True)
class SeededError:
    rule: str
    section: str
    title: Words
    hint: Words
    cells: tuple[str, ...] = ()  # about any of these; without any, about the section's text

    def stands(self, findings: Sequence[Finding]) -> bool:
        return any(self._is_told_by(finding) for finding in findings)

    def _is_told_by(self, finding: Finding) -> bool:
        if finding.rule != self.rule:
            return False
        if self.cells:
            return not set(self.cells).isdisjoint(finding.cells)
        return finding.section == self.section


@cache
def seeded_errors() -> tuple[SeededError, ...]:
    return tuple(_mistake(entry) for entry in _file()["mistakes"])


def with_seeded_errors(edition: Edition, year: int) -> Content:
    """Return the practice report before anybody has corrected anything."""
    figures: dict[str, Figure | None] = dict(_figures(edition, "figures"))
    figures |= {cell: None for cell in figures if cell.startswith(BLANK_ROW)}
    words = {"year": year, "last_year": year - 1}
    texts = {code: text.strip().format(**words) for code, text in _file()["texts"].items()}
    return Content(year, with_totals(edition, figures), texts)


def year_before(edition: Edition, year: int) -> Content:
    """Return last year's approved report to go with it; its texts are not needed."""
    return Content(year - 1, with_totals(edition, _figures(edition, "last_year")), approved=True)


def _figures(edition: Edition, name: str) -> dict[str, Figure | None]:
    given: Mapping[str, Figure] = _file()[name]
    return {cell: given.get(cell, 0) for cell in edition.cells}


def _mistake(raw: Mapping[str, Any]) -> SeededError:
    return SeededError(
        rule=raw["rule"],
        section=raw["section"],
        title=Words(raw["title"]),
        hint=Words(raw["hint"]),
        cells=tuple(raw.get("cells", ())),
    )


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(PRACTICE_FILE.read_text(encoding="utf-8"))
