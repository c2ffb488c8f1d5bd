"""The rules about numbers in the narrative; the edition files name and word them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.form.content import Figure
from reports.form.numbers import format_figure
from reports.rules.context import Checked, Violation, listed, shortened
from reports.rules.mentions.balance import balances
from reports.rules.mentions.context import clause_after, clause_before
from reports.rules.mentions.matching import YUAN_PER_UNIT, Match, compared
from reports.rules.mentions.parts import splits
from reports.rules.mentions.reading import understood
from reports.rules.mentions.spelling import plain
from reports.rules.mentions.targets import IN_YUAN

BEFORE, AFTER = 24, 10  # characters quoted around a number
ALL_NAMED = 3


def numbers_agree(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R01, N-R02, N-R04, N-R05: a number in the text equals the one in the tables."""
    for match in compared(checked.edition, checked.content):
        rule = match.reading.target.rule
        if rule == options["numbers_of"] and not match.reading.denial:
            yield from _disagreement(checked, match)


def denials_agree(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R03: where the text says there was none, the tables say 0."""
    for match in compared(checked.edition, checked.content):
        if match.reading.denial:
            yield from _disagreement(checked, match)


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
            values = {
                "quote": shortened(quote),
                "received": _added(balance.received),
                "finished": _added(balance.finished),
                "difference": _written(abs(sum(balance.received) - sum(balance.finished))),
            }
            yield Violation(values, section=section.code, left=sum(balance.received),
                            right=sum(balance.finished), quote=quote)  # fmt: skip


def _added(values: Sequence[Decimal]) -> str:
    total = f" = {_written(sum(values, Decimal(0)))}" if len(values) > 1 else ""
    return f" {' + '.join(map(_written, values))}{total}"


def _written(value: Decimal) -> str:
    return f"{value.normalize():f}"
