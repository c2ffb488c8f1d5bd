"""What somebody has chosen on the way of a sheet: which sheet, heading row and columns, what they
mended, which rows they left out. It goes from page to page in a hidden field and is bounded; what
it names is looked for in the file anew each time. Pure Python.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

MAX_COLUMNS, MAX_ROW = 250, 20_001  # beyond, nothing is read anyway
LONGEST = 400_000  # characters of the hidden field
LONGEST_CELL = 2_000
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,4})")
_COLUMN = re.compile(r"column\.(\d{1,3})")


@dataclass(frozen=True)
class Choices:
    sheet: int | None = None
    heading: int | None = None  # row, from 1
    columns: Mapping[int, str] = field(default_factory=dict)  # column, from 0 -> id, "" for none
    values: Mapping[str, str] = field(default_factory=dict)  # id -> for all rows, without a column
    cells: Mapping[str, str] = field(default_factory=dict)  # "B7" -> what stands there now
    left_out: frozenset[int] = frozenset()  # rows, from 1

    def dumped(self) -> str:
        said = {**asdict(self), "left_out": sorted(self.left_out)}
        made = {name: value for name, value in said.items() if value not in (None, {}, [])}
        return json.dumps(made, ensure_ascii=False)

    def with_posted(self, posted: Mapping[str, Any]) -> Choices:
        """Return the choices with those of the page that was sent. Another sheet begins anew,
        another heading row with the columns."""
        found = self
        if "restore" in posted:
            return replace(found, left_out=frozenset())
        if (sheet := _number(posted.get("sheet"))) is not None and sheet != self.sheet:
            return Choices(sheet=sheet)
        heading = _number(posted.get("heading"))
        if heading and heading != self.heading:
            return replace(found, heading=heading, columns={}, values={})
        columns = {
            int(match[1]): str(id_)
            for name, id_ in posted.items()
            if (match := _COLUMN.fullmatch(name)) and int(match[1]) < MAX_COLUMNS
        }
        return replace(
            found,
            columns={**found.columns, **columns},
            values={**found.values, **_named(posted, "value.")},
            cells={**found.cells, **{p: v for p, v in _named(posted, "cell.").items()
                                     if _PLACE.fullmatch(p)}},
            left_out=found.left_out | {n for name in _named(posted, "leave.")
                                       if (n := _number(name))},
        )  # fmt: skip


def places_in(posted: Mapping[str, Any], start: str) -> list[str]:
    """Return the cells whose names were posted behind a word."""
    return [place for place in _named(posted, start) if _PLACE.fullmatch(place)]


def _named(posted: Mapping[str, Any], start: str) -> dict[str, str]:
    return {
        name.removeprefix(start): str(value)[:LONGEST_CELL]
        for name, value in posted.items()
        if name.startswith(start)
    }


def _number(said: Any) -> int | None:
    text = str(said)
    return int(text) if re.fullmatch(r"\d{1,5}", text) else None


def loaded(text: str) -> Choices:
    """Return what was dumped; what cannot be read is nothing chosen."""
    try:
        said = json.loads(text or "{}") if len(text) <= LONGEST else {}
        return Choices(
            sheet=_number(said.get("sheet")),
            heading=_number(said.get("heading")),
            columns={int(c): str(id_) for c, id_ in dict(said.get("columns", {})).items()},
            values={str(id_): str(v) for id_, v in dict(said.get("values", {})).items()},
            cells={str(p): str(v) for p, v in dict(said.get("cells", {})).items()
                   if _PLACE.fullmatch(str(p))},
            left_out=frozenset(n for one in said.get("left_out", ()) if (n := _number(one))
                               and n <= MAX_ROW),
        )  # fmt: skip
    except (AttributeError, TypeError, ValueError):
        return Choices()


def with_cells(rows: list[list[Any]], cells: Mapping[str, str]) -> list[list[Any]]:
    """Return the rows with what was mended in the page."""
    mended = [list(row) for row in rows] if cells else rows
    for place, value in cells.items():
        match = _PLACE.fullmatch(place)
        column, row = (_column(match[1]), int(match[2]) - 1) if match else (0, len(rows))
        if row < len(mended) and column < MAX_COLUMNS:
            mended[row].extend([None] * (column + 1 - len(mended[row])))
            mended[row][column] = value or None
    return mended


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
