"""What is found in sentences in the manner of published reports, labelled before the first run.

The first run of the grammar on them is the figure of docs/testing.md; see there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

from reports.form.content import Content
from reports.form.edition import Edition
from reports.form.loader import load_editions
from reports.rules.check import check
from reports.rules.mentions.matching import compared
from tests.support.steps import grows_no_faster

FILE = Path(__file__).parent / "published_sentences.txt"
OF_THE_TEXT = ("N-R06", "N-R07", "N-R20")  # the text contradicts itself
Found = Counter[tuple[str, frozenset[str], Decimal]]  # rule, cells, value


@dataclass(frozen=True)
class Case:
    text: str
    labels: tuple[str, ...]

    @property
    def edition(self) -> Edition:
        return load_editions()["2019" if "@2019" in self.labels else "2021"]

    @property
    def content(self) -> Content:
        year = 2020 if "@2019" in self.labels else 2024
        return Content(year, {}, {"s1_overview": self.text}, is_government="@gov" in self.labels)

    def expected(self) -> Found:
        found: Found = Counter()
        for label in self.labels:
            if label.startswith("!"):
                found[label[1:], frozenset(), Decimal(0)] += 1
            elif label[0] not in "@-":
                code, value = label.split("=")
                found[self._meaning(code, value)] += 1
        return found

    def _meaning(self, code: str, value: str) -> tuple[str, frozenset[str], Decimal]:
        parts = [codes()[part] for part in code.split("+")]
        patterns = [pattern for _, cells in parts for pattern in cells]
        cells = frozenset(c for c in self.edition.cells if any(fnmatchcase(c, p) for p in patterns))
        return "N-R03" if value == "无" else parts[0][0], cells, number(value)


def number(value: str) -> Decimal:
    if value == "无":
        return Decimal(0)
    return Decimal(value.rstrip("万")) * (10_000 if value.endswith("万") else 1)


@cache
def codes() -> Mapping[str, tuple[str, list[str]]]:
    lines = [line[2:].split() for line in FILE.read_text("utf-8").splitlines() if line[:2] == "#:"]
    return {code: (rule, cells) for code, _, rule, *cells in lines}


@cache
def cases() -> tuple[Case, ...]:
    lines = [
        line for line in FILE.read_text("utf-8").splitlines() if " | " in line and line[0] != "#"
    ]
    pairs = [line.split(" | ") for line in lines]
    return tuple(Case(text.replace("⏎", "\n"), tuple(labels.split())) for labels, text in pairs)


def found_in(case: Case) -> Found:
    found: Found = Counter()
    for match in compared(case.edition, case.content):
        rule = "N-R03" if match.reading.denial else match.reading.target.rule
        found[rule, frozenset(match.cells), match.reading.value] += 1
    for finding in check(case.edition, case.content):
        if finding.rule in OF_THE_TEXT:
            found[finding.rule, frozenset(), Decimal(0)] += 1
    return found


def rates() -> tuple[dict[str, Counter[str]], list[str]]:
    """Per rule the numbers right, found and expected; and each sentence that is not all right."""
    by_rule: dict[str, Counter[str]] = {}
    wrong = []
    for case in cases():
        got, expected = found_in(case), case.expected()
        for name, of in (("right", got & expected), ("found", got), ("expected", expected)):
            for (rule, _, _), count in of.items():
                by_rule.setdefault(rule, Counter())[name] += count
        if got != expected:
            wrong.append(
                f"{case.text}\n   too much {_told(got - expected)}\n   missing {_told(expected - got)}"
            )
    return by_rule, wrong


def _told(found: Found) -> list[str]:
    return [f"{rule} {','.join(sorted(cells))[:60]} {value}" for rule, cells, value in found]


def lines(by_rule: Mapping[str, Counter[str]]) -> Iterator[str]:
    total: Counter[str] = sum(by_rule.values(), Counter())
    for rule, n in [*sorted(by_rule.items()), ("all", total)]:
        precision, recall = n["right"] / (n["found"] or 1), n["right"] / (n["expected"] or 1)
        yield f"{rule}: precision {precision:.1%}, recall {recall:.1%} of {n['expected']}"


def test_numbers_of_published_reports_are_bound_to_their_cells(
    capsys: pytest.CaptureFixture[str],
) -> None:
    by_rule, wrong = rates()
    with capsys.disabled():
        print("\n" + "\n".join(lines(by_rule)))
    n: Counter[str] = sum(by_rule.values(), Counter())
    assert n["right"] >= 0.95 * n["found"], "\n".join(wrong)
    assert n["right"] >= 0.90 * n["expected"], "\n".join(wrong)


def test_half_of_the_sentences_are_traps() -> None:
    traps = [case for case in cases() if not case.expected()]
    assert len(cases()) >= 300
    assert 0.45 < len(traps) / len(cases()) < 0.6


def test_twice_the_text_is_at_most_twice_the_work() -> None:
    """At 5, 10 and 20 thousand characters, of the densest kind: a number in every clause."""
    text = "".join(f"{case.text}\n" for case in cases())
    figures = dict.fromkeys(load_editions()["2021"].cells, 1)

    def read_over(size: int) -> None:
        overview = (text * (1 + size // len(text)))[:size]
        check(load_editions()["2021"], Content(2024, figures, {"s1_overview": overview}))

    assert grows_no_faster(read_over, 20_000)
