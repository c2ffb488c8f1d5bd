"""The statutory form as data: the classes of an edition (`form.loader` reads the files).

Rows and columns are declared; cells are their product, in printed order. A cell id is
`table.row.column`, keeps its meaning in every edition and never contains a year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

Kind = Literal["count", "signed_count", "money"]
KINDS: tuple[Kind, ...] = ("count", "signed_count", "money")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.)")


class EditionError(Exception):
    """An edition file is faulty; says which file, which id and what is wrong."""

    def __init__(self, file: str, where: str, problem: str) -> None:
        super().__init__(f"{file}: {where}: {problem}")


@dataclass(frozen=True)
class Line:
    """A row or a column. `path` holds its label, below those of its groups, as printed.

    A line feed in a label is a printed line break. `sum_of` names the lines it adds up.
    """

    code: str
    path: tuple[str, ...]
    sum_of: tuple[str, ...] = ()
    rule: str = ""  # the id of the rule that reports a wrong sum
    kind: Kind = "count"
    unit: str = ""
    span: int = 1  # printed width of a column, in value columns of its section
    note: str = ""  # how to fill it in (统计口径)
    source: str = ""  # the note's source
    short: str = ""  # name in messages, if the label is too long or ambiguous

    @property
    def printed(self) -> str:
        return self.path[-1]

    @property
    def label(self) -> str:
        return self.printed.replace("\n", "")

    @property
    def name(self) -> str:
        """The name used in messages: `short`, or the label without its number."""
        return self.short or _NUMBERING.sub("", self.label)


@dataclass(frozen=True)
class Cell:
    """One place for a number, which itself is in `content.Content`."""

    table: Table
    row: Line
    column: Line

    @cached_property
    def id(self) -> str:
        return f"{self.table.code}.{self.row.code}.{self.column.code}"

    @cached_property
    def kind(self) -> Kind:
        return self.column.kind

    @property
    def unit(self) -> str:
        return self.column.unit or self.table.unit

    @cached_property
    def computed(self) -> bool:
        return bool(self.row.sum_of or self.column.sum_of)

    @property
    def parts(self) -> tuple[str, ...]:
        """The ids of the cells this one adds up: along its row if both row and column are sums."""
        if self.column.sum_of:
            return tuple(f"{self.table.code}.{self.row.code}.{c}" for c in self.column.sum_of)
        return tuple(f"{self.table.code}.{r}.{self.column.code}" for r in self.row.sum_of)

    @property
    def label(self) -> str:
        """The full label, `行政许可·本年处理决定数量`; statutory labels stay Chinese everywhere."""
        return f"{self.row.label}·{self.column.label}"

    @property
    def name(self) -> str:
        """The label as used in messages, `本年新收·自然人`."""
        return f"{self.row.name}·{self.column.name}"


@dataclass(frozen=True)
class Table:
    code: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    caption: str = ""
    corner: str = ""
    unit: str = ""
    rows_side_by_side: bool = False  # table four prints its three rows as one line

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(Cell(self, row, column) for row in self.rows for column in self.columns)


@dataclass(frozen=True)
class Section:
    """One of the report's six parts, and one step of the form."""

    code: str
    title: str
    kind: Literal["narrative", "tables"]
    long_title: str = ""
    note: str = ""
    source: str = ""
    advised_length: int | None = None
    tables: tuple[Table, ...] = ()

    @property
    def is_narrative(self) -> bool:
        return self.kind == "narrative"

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for table in self.tables for cell in table.cells)


# What a published report says between its title and section one. It is no part of the form: only
# reports read from a file have it.
PREAMBLE = Section("s0_preamble", "报告开头", "narrative")


@dataclass(frozen=True)
class RuleEntry:
    """A rule as its file defines it; one of `holds`, `check`, `sums` says how it is tested."""

    id: str
    severity: Literal["error", "warning", "info"]
    title: Mapping[str, str]  # language -> words
    message: Mapping[str, str]  # language -> words with {left} {right} {difference} {where} ...
    source: str = ""
    holds: str = ""  # an equation or bound over cells
    check: str = ""  # one of CHECKS in rules/check.py
    sums: bool = False  # tests the lines with `sum_of` that name this rule
    prefills: bool = False  # the cell on the left is carried over from the right side
    explainable: bool = False  # an error that a written reason resolves
    waivable: bool = False  # neither printed nor law: the bureau may waive it
    options: Mapping[str, Any] | None = None  # limits and word lists of `check`
    mend: Mapping[str, str] | None = None  # language -> how to put it right
    example: Mapping[str, Any] | None = None  # what breaks it and what mends that, see examples.py


@dataclass(frozen=True)
class Edition:
    id: str
    name: str
    document: str
    first_year: int
    last_year: int | None
    sections: tuple[Section, ...]
    rules: tuple[RuleEntry, ...]
    label_variants: Mapping[str, tuple[str, ...]]  # printed label -> spellings in reports
    summary: tuple[str, ...] = ()  # names of the live figures that summarise the report
    county: tuple[tuple[str, ...], ...] = ()  # for a county, in groups led by the first

    @cached_property
    def cells(self) -> Mapping[str, Cell]:
        """Every cell by id, in printed order."""
        return {cell.id: cell for section in self.sections for cell in section.cells}

    @cached_property
    def by_code(self) -> Mapping[str, Section]:
        return {section.code: section for section in self.sections}

    @cached_property
    def text_codes(self) -> frozenset[str]:
        """The codes of everything a rule may read, the preamble of a published report included."""
        return frozenset((*self.by_code, PREAMBLE.code))

    def text_section(self, code: str) -> Section:
        return PREAMBLE if code == PREAMBLE.code else self.by_code[code]

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        return tuple(table for section in self.sections for table in section.tables)

    @cached_property
    def section_of_table(self) -> Mapping[str, Section]:
        return {table.code: section for section in self.sections for table in section.tables}

    def section_of(self, cell_id: str) -> Section:
        return self.section_of_table[cell_id.partition(".")[0]]

    def serves(self, year: int) -> bool:
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)

    def __hash__(self) -> int:
        return hash(self.id)
