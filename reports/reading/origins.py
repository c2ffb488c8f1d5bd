"""Where a cell or text was in the file, counted as a reader would count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reports.form.content import Words

Kind = Literal["table", "sheet", "line", "paragraph", "page"]
LONGEST_SHEET = 31


@dataclass(frozen=True)
class Origin:
    """A position. `numbers`, from 1, are table, row and cell within that row, after the page where
    there are pages; or line, and cell if the line holds several; or paragraph, or page. `address`
    is a sheet's name and one of its cells."""

    kind: Kind
    numbers: tuple[int, ...] = ()
    address: str = ""

    @property
    def words(self) -> Words:
        zh, en = _PHRASES[self.kind][len(self.numbers)]
        return Words({
            "zh": self.address or zh.format(*self.numbers),
            "en": self.address or en.format(*self.numbers),
        })  # fmt: skip


_PHRASES = {
    "table": {3: ("表格 {} 第 {} 行第 {} 格", "table {}, row {}, cell {}")},
    "line": {
        1: ("第 {} 行", "line {}"),
        2: ("第 {} 行第 {} 格", "line {}, cell {}"),
    },
    "paragraph": {1: ("第 {} 段", "paragraph {}")},
    "page": {
        1: ("第 {} 页", "page {}"),
        4: ("第 {} 页表格 {} 第 {} 行第 {} 格", "page {}, table {}, row {}, cell {}"),
    },
    "sheet": {0: ("", "")},
}


def on_sheet(sheet: str, cell: str) -> Origin:
    return Origin("sheet", address=f"{sheet[:LONGEST_SHEET]}!{cell}")


def words_between(origins: Sequence[Origin]) -> Words | None:
    """Return where a text begins and, if different, where it ends, in words."""
    if not origins:
        return None
    first, last = origins[0].words, origins[-1].words
    if first == last:
        return first
    return Words({
        "zh": f"{first.texts['zh']}至{last.texts['zh']}",
        "en": f"{first.texts['en']} to {last.texts['en']}",
    })  # fmt: skip
