"""The rules about numbers in the narrative; the edition files name and word them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from reports.form.content import Figure
from reports.form.numbers import format_figure
from reports.rules.context import Checked, Violation, listed, shortened
from reports.rules.mentions.matching import YUAN_PER_UNIT, Match, compared
from reports.rules.mentions.parts import splits
from reports.rules.mentions.reading import Interpretation, understood
from reports.rules.mentions.spelling import clause_after, clause_before, plain
from reports.rules.mentions.targets import IN_YUAN

_RECEIVED = (("handled",), ("new", "carried_over"))  # the first whose numbers are all there
_FINISHED = ("done", "carried_forward")
BEFORE, AFTER = 24, 10  # characters quoted around a number
ALL_NAMED = 3


def numbers_agree(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R01, N-R02, N-R04, N-R05: a number in the text equals the one in the tables."""
    for match in compared_once(checked):
        rule = match.reading.target.rule
        if rule == options["numbers_of"] and not match.reading.denial:
            yield from _disagreement(checked, match)


def denials_agree(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R03: where the text says there was none, the tables say 0."""
    for match in compared_once(checked):
        if match.reading.denial:
            yield from _disagreement(checked, match)


def compared_once(checked: Checked) -> Sequence[Match]:
    """The numbers beside the tables; several rules ask for them in one check."""
    if "compared" not in checked.memory:
        checked.memory["compared"] = tuple(compared(checked.edition, checked.content))
    found: Sequence[Match] = checked.memory["compared"]
    return found


def _disagreement(checked: Checked, match: Match) -> Iterator[Violation]:
    if match.agrees is not False or match.expected is None:
        return
    stated = _as_in_the_table(match)
    cells = [checked.edition.cells[cell] for cell in match.cells]
    where = cells[0].name if len(cells) == 1 else listed((c.row.name for c in cells), ALL_NAMED)
    values = {
        "quote": shortened(_quote(checked, match)),
        "stated": format_figure(stated),
        "where": where,
        "table": format_figure(match.expected),
        "unit": cells[0].unit,
    }
    yield Violation(values, match.cells, match.section, left=stated, right=match.expected,
              quote=_quote(checked, match))  # fmt: skip


def _as_in_the_table(match: Match) -> Figure:
    value = match.reading.value
    return value / YUAN_PER_UNIT if match.reading.target.units == IN_YUAN else int(value)


def _quote(checked: Checked, match: Match) -> str:
    text, reading = checked.text(match.section), match.reading
    even = plain(text)
    if reading.denial:
        return text[reading.start : reading.end]
    head = len(clause_before(even, reading.start)[-BEFORE:])
    tail = len(clause_after(even, reading.end)[:AFTER])
    return text[reading.start - head : reading.end + tail].strip()


def parts_add_up(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R06: the parts of a list add up to the total that it breaks down."""
    for section in checked.sections(options):
        text = checked.text(section.code)
        for split in splits(text):
            if split.fault:
                quote = text[split.start : split.end]
                values = {
                    "quote": shortened(quote),
                    "stated": _written(split.total),
                    "parts": " + ".join(_written(part) for part in split.parts),
                    "total": _written(split.sum),
                    "difference": _written(abs(split.sum - split.total)),
                }
                yield Violation(values, section=section.code, variant=split.fault, quote=quote)


def requests_balance(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R20: what a paragraph says came in is what it says was finished or carried on."""
    for section in checked.sections(options):
        text, content = checked.text(section.code), checked.content
        known = understood(text, content.year, content.is_government, checked.edition)
        for balance in balances(known.found):
            quote = text[balance.start : balance.end]
            come, gone = (sum(side, Decimal(0)) for side in (balance.received, balance.finished))
            values = {
                "quote": shortened(quote),
                "received": _added(balance.received),
                "finished": _added(balance.finished),
                "difference": _written(abs(come - gone)),
            }
            yield Violation(values, section=section.code, left=come, right=gone, quote=quote)


def _added(values: Sequence[Decimal]) -> str:
    total = f" = {_written(sum(values, Decimal(0)))}" if len(values) > 1 else ""
    return f" {' + '.join(map(_written, values))}{total}"


def _written(value: Decimal) -> str:
    return f"{value.normalize():f}"


# 新收 + 结转 = 办结 + 结转下年, inside a text ----------------------------------------------------


@dataclass(frozen=True)
class Balance:
    """What does not balance, from the first of its numbers to the last."""

    start: int
    end: int
    received: tuple[Decimal, ...]
    finished: tuple[Decimal, ...]


def balances(found: Sequence[Interpretation]) -> Iterator[Balance]:
    """Yield each paragraph that states both sides, and states them unequal."""
    in_order = sorted(found, key=lambda reading: reading.paragraph)
    for _, readings in groupby(in_order, key=lambda reading: reading.paragraph):
        if balance := _unequal(_once(readings)):
            yield balance


def _once(readings: Iterator[Interpretation]) -> dict[str, Interpretation]:
    """The numbers by what they are, without those that a paragraph gives twice and differently."""
    known: dict[str, Interpretation] = {}
    twice = set()
    for reading in readings:
        code = reading.target.code
        if known.setdefault(code, reading).value != reading.value:
            twice.add(code)
    return {code: reading for code, reading in known.items() if code not in twice}


def _unequal(known: dict[str, Interpretation]) -> Balance | None:
    received = next((side for side in _RECEIVED if all(c in known for c in side)), None)
    if received is None or not all(code in known for code in _FINISHED):
        return None
    stated = [known[code] for code in (*received, *_FINISHED)]
    come, gone = (tuple(known[c].value for c in side) for side in (received, _FINISHED))
    if sum(come) == sum(gone):
        return None
    return Balance(min(r.start for r in stated), max(r.end for r in stated), come, gone)
