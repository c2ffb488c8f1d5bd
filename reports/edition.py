"""The statutory form as data: classes of an edition and the loader of `editions/*.toml`.

Rows and columns are declared; cells are their product, in printed order. A cell id is
`table.row.column`, keeps its meaning in every edition and never holds a year.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

Kind = Literal["count", "signed_count", "money"]
KINDS: tuple[Kind, ...] = ("count", "signed_count", "money")
EDITIONS_FOLDER = Path(__file__).parent / "editions"
COMMON_RULES = "common_rules.toml"
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.)")


class EditionError(Exception):
    """A faulty edition file: says which file, which id and what is wrong."""

    def __init__(self, file: str, where: str, problem: str) -> None:
        super().__init__(f"{file}: {where}: {problem}")


@dataclass(frozen=True)
class Line:
    """A row or a column. `path` holds its label under those of its groups, as printed.

    A line feed in a label is a printed line break. `sum_of` names the lines it adds up.
    """

    code: str
    path: tuple[str, ...]
    sum_of: tuple[str, ...] = ()
    rule: str = ""  # the id under which a wrong sum is reported
    kind: Kind = "count"
    unit: str = ""
    span: int = 1  # printed width of a column, in value columns of its section
    note: str = ""  # how to fill it in (统计口径)
    source: str = ""  # where the note is from
    short: str = ""  # its name in messages, where the label is long or ambiguous there

    @property
    def printed(self) -> str:
        return self.path[-1]

    @property
    def label(self) -> str:
        return self.printed.replace("\n", "")

    @property
    def name(self) -> str:
        """As messages call it: `short`, or the label without its number."""
        return self.short or _NUMBERING.sub("", self.label)


@dataclass(frozen=True)
class Cell:
    """One place for a number. It has no value: see content.Content."""

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
        """Ids of the cells this one adds up: along its row where both directions are sums."""
        if self.column.sum_of:
            return tuple(f"{self.table.code}.{self.row.code}.{c}" for c in self.column.sum_of)
        return tuple(f"{self.table.code}.{r}.{self.column.code}" for r in self.row.sum_of)

    @property
    def label(self) -> str:
        """In words, `行政许可·本年处理决定数量`; statutory labels stay Chinese everywhere."""
        return f"{self.row.label}·{self.column.label}"

    @property
    def name(self) -> str:
        """The label as messages give it, `本年新收·自然人`."""
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
    """One of the six parts, one step of the form."""

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


@dataclass(frozen=True)
class RuleEntry:
    """What the file says of a rule; one of `holds`, `check`, `sums` says how it is tested."""

    id: str
    severity: Literal["error", "warning", "info"]
    title: Mapping[str, str]  # language -> words
    message: Mapping[str, str]  # language -> words with {left} {right} {difference} {where} ...
    source: str = ""
    holds: str = ""  # an equation or bound over cells
    check: str = ""  # a function of rules.py or narrative.py
    sums: bool = False  # tests the lines that declare `sum_of` and name this rule
    prefills: bool = False  # the right side fills the left one while that is untouched
    explainable: bool = False  # an error that a written reason lifts
    options: Mapping[str, Any] | None = None  # limits and word lists of `check`


@dataclass(frozen=True)
class Edition:
    id: str
    name: str
    document: str
    first_year: int
    last_year: int | None
    sections: tuple[Section, ...]
    rules: tuple[RuleEntry, ...]
    label_variants: Mapping[str, tuple[str, ...]]  # printed label -> other spellings met in reports

    @cached_property
    def cells(self) -> Mapping[str, Cell]:
        """Every cell by id, in printed order."""
        return {cell.id: cell for section in self.sections for cell in section.cells}

    @cached_property
    def by_code(self) -> Mapping[str, Section]:
        return {section.code: section for section in self.sections}

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


# Loading -----------------------------------------------------------------------------------


@cache
def load_editions() -> Mapping[str, Edition]:
    """Every edition by id. Raises EditionError at the first faulty file."""
    files = sorted(path for path in EDITIONS_FOLDER.glob("*.toml") if path.name != COMMON_RULES)
    return {path.stem: load_edition(path) for path in files}


def edition_for(year: int) -> Edition:
    """The edition that reports of this year are made with. Raises LookupError before the first."""
    for edition in load_editions().values():
        if edition.serves(year):
            return edition
    raise LookupError(f"no edition of the form serves the reporting year {year}")


def load_edition(path: Path) -> Edition:
    raw = _read_toml(path)
    common = _read_toml(path.parent / COMMON_RULES) if raw.get("common_rules") else {}
    try:
        edition = _edition(path.stem, raw, common)
    except KeyError as error:
        raise EditionError(path.name, "file", f"misses the key {error}") from error
    except TypeError as error:
        raise EditionError(path.name, "file", str(error)) from error
    for where, problem in _problems(edition):
        raise EditionError(path.name, where, problem)
    return edition


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise EditionError(path.name, "file", f"is not TOML: {error}") from error


def _edition(stem: str, raw: dict[str, Any], common: dict[str, Any]) -> Edition:
    dropped = set(raw.get("without_rules", ()))
    entries = [rule for rule in common.get("rules", ()) if rule["id"] not in dropped]
    variants = {**common.get("label_variants", {}), **raw.get("label_variants", {})}
    return Edition(
        id=stem,
        name=raw["name"],
        document=raw["document"],
        first_year=raw["first_year"],
        last_year=raw.get("last_year"),
        sections=tuple(_section(section) for section in raw["sections"]),
        rules=tuple(RuleEntry(**rule) for rule in [*entries, *raw.get("rules", ())]),
        label_variants={label: tuple(others) for label, others in variants.items()},
    )


def _section(raw: dict[str, Any]) -> Section:
    tables = tuple(_table(table) for table in raw.get("tables", ()))
    return Section(**{**raw, "tables": tables})


def _table(raw: dict[str, Any]) -> Table:
    lines = {key: tuple(_line(line) for line in raw[key]) for key in ("rows", "columns")}
    return Table(**{**raw, **lines})


def _line(raw: dict[str, Any]) -> Line:
    path = tuple(raw.get("path", ())) or (raw["label"],)
    kept = {key: value for key, value in raw.items() if key not in ("label", "path")}
    return Line(**{**kept, "path": path, "sum_of": tuple(raw.get("sum_of", ()))})


def _problems(edition: Edition) -> Iterator[tuple[str, str]]:
    """What contradicts itself in the file, as (id, problem)."""
    ids = [cell.id for table in edition.tables for cell in table.cells]
    yield from ((i, "stands twice") for i in sorted({i for i in ids if ids.count(i) > 1}))
    rules = [rule.id for rule in edition.rules]
    yield from ((r, "stands twice") for r in sorted({r for r in rules if rules.count(r) > 1}))
    for table in edition.tables:
        for lines in (table.rows, table.columns):
            yield from _line_problems(table, lines, set(rules))
    for rule in edition.rules:
        if sum(map(bool, (rule.holds, rule.check, rule.sums))) != 1:
            yield rule.id, "needs exactly one of holds, check and sums"


def _line_problems(
    table: Table, lines: tuple[Line, ...], rules: set[str]
) -> Iterator[tuple[str, str]]:
    codes = {line.code for line in lines}
    for line in lines:
        where = f"{table.code}.{line.code}"
        if line.kind not in KINDS:
            yield where, f"has the unknown kind {line.kind!r}"
        for part in line.sum_of:
            if part not in codes:
                yield where, f"sums the unknown line {part!r}"
        if line.sum_of and line.rule not in rules:
            yield where, f"reports its sum under the unknown rule {line.rule!r}"
