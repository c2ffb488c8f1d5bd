"""Where a sheet's headings are and which column each of them means, as offices write them.

A heading is compared without blanks, brackets, asterisks and colons. What is guessed here can be
changed on the page; what two readings would fit is not guessed. Pure Python.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.spreadsheets.marks import visible

SEARCHED = 30  # rows below which nobody writes headings

_ID = re.compile(r"\[\s*([A-Za-z0-9_.]+)\s*\]\s*$")
_BRACKETED = re.compile(r"[(（【〔\[]([^()（）【】〔〕\[\]]*)[)）】〕\]]")
_ASIDE = frozenset({"必填", "选填", "可选", "必填项", "选填项", "可不填", "required", "optional"})
_SIGNS = re.compile(r"[\s*＊★☆:：·、,，.。\-—_()（）【】〔〕\[\]/]+")


def plain(heading: str) -> str:
    """Return a heading without what people add to it, in lower case."""
    half_width = unicodedata.normalize("NFKC", visible(heading))
    return _SIGNS.sub("", half_width).lower()


@dataclass(frozen=True)
class Known:
    """The columns of a sheet: by id, and by each heading that means one of them alone."""

    ids: frozenset[str]
    by_heading: Mapping[str, str]

    def meant(self, heading: Any) -> str:
        """Return the id of the column that is meant, "" where none or more than one could be."""
        text = visible(str(heading)).strip() if isinstance(heading, str) else ""
        if id_ := id_in(text):
            return id_ if id_ in self.ids else ""
        if text in self.ids:
            return text
        if whole := self.by_heading.get(plain(_without_asides(text))):
            return whole
        inner = [plain(words) for words in _BRACKETED.findall(text)]
        readings = {self.by_heading.get(one) for one in (plain(_BRACKETED.sub("", text)), *inner)}
        readings.discard(None)
        return str(readings.pop()) if len(readings) == 1 else ""


def id_in(heading: str) -> str:
    """Return the id by which an export names a column, "" if the heading has none."""
    found = _ID.search(heading)
    return found[1] if found else ""


def _without_asides(text: str) -> str:
    return _BRACKETED.sub(lambda found: "" if found[1].strip() in _ASIDE else found[0], text)


def known_of(words: Mapping[str, Iterable[str]]) -> Known:
    """Build from the headings that mean each id; a heading of two ids means neither."""
    pairs = {(plain(word), id_) for id_, said in words.items() for word in said}
    times = Counter(word for word, _id in pairs)
    return Known(frozenset(words), {word: id_ for word, id_ in pairs if times[word] == 1})


def guess_heading_row(rows: Sequence[Sequence[Any]], known: Known) -> int:
    """Return the number (from 1) of the row with the most headings, 0 if none has any.

    Of rows alike the first, but the last of those directly below each other: a heading of two rows.
    """
    best, most = 0, 0
    for number, row in enumerate(rows[:SEARCHED], 1):
        count = len({id_ for value in row if (id_ := known.meant(value))})
        if count > most or (count == most > 0 and best == number - 1 and most > 1):
            best, most = number, count
    return best


@dataclass(frozen=True)
class Columns:
    """Which column of a sheet (counted from 0) means what."""

    ids: Mapping[int, str] = field(default_factory=dict)
    repeated: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # id -> columns
    ignored: Mapping[int, str] = field(default_factory=dict)  # column -> its heading
    foreign: frozenset[int] = frozenset()  # named by an id of another sheet, and nobody has chosen

    @property
    def by_id(self) -> dict[str, int]:
        return {id_: column for column, id_ in self.ids.items()}


def match_columns(
    headings: Sequence[Any], known: Known, chosen: Mapping[int, str] | None = None
) -> Columns:
    """Match every column to an id; `chosen` counts before what is guessed."""
    chosen = chosen or {}
    meant = {
        column: chosen.get(column, known.meant(heading)) for column, heading in enumerate(headings)
    }
    times: dict[str, list[int]] = {}
    for column, id_ in meant.items():
        if id_ in known.ids:
            times.setdefault(id_, []).append(column)
    return Columns(
        {found[0]: id_ for id_, found in times.items()},
        {id_: tuple(found) for id_, found in times.items() if len(found) > 1},
        {
            column: str(headings[column] or "")
            for column, id_ in meant.items()
            if id_ not in known.ids and headings[column] not in (None, "")
        },
        frozenset(
            column
            for column, heading in enumerate(headings)
            if not meant[column] and column not in chosen and id_in(str(heading or ""))
        ),
    )


def headings_of(rows: Sequence[Sequence[Any]], number: int) -> list[str]:
    """Return the headings of a row (from 1), as wide as the widest row below it."""
    width = max((len(row) for row in rows[number - 1 :]), default=0)
    row = list(rows[number - 1]) if number else []
    return [_words(row[place] if place < len(row) else None) for place in range(width)]


def _words(value: Any) -> str:
    return "" if value is None else visible(str(value)).strip()
