"""Loads the editions: `editions/*.toml`, each read once and refused if faulty."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from reports.form.edition import KINDS, Edition, EditionError, Line, RuleEntry, Section, Table
from reports.form.live_figures import live_figures

EDITIONS_FOLDER = Path(__file__).parent / "editions"
COMMON_RULES = "common_rules.toml"


@cache
def load_editions() -> Mapping[str, Edition]:
    """Every edition by id. Raises EditionError at the first faulty file."""
    return editions_in(EDITIONS_FOLDER)


def editions_in(folder: Path) -> Mapping[str, Edition]:
    files = sorted(path for path in folder.glob("*.toml") if path.name != COMMON_RULES)
    common = _read_toml(folder / COMMON_RULES) if (folder / COMMON_RULES).exists() else {}
    editions = {path.stem: load_edition(path, common) for path in files}
    _require_one_for_each_year(tuple(editions.values()))
    return editions


def _require_one_for_each_year(editions: tuple[Edition, ...]) -> None:
    in_order = sorted(editions, key=lambda edition: edition.first_year)
    for one, after in pairwise(in_order):
        if one.serves(after.first_year):
            problem = f"serves {after.first_year}, and so does {after.id}.toml"
            raise EditionError(f"{one.id}.toml", "last_year", problem)


def edition_for(year: int) -> Edition:
    """Return the edition for this reporting year. Raises LookupError for years before the first."""
    for edition in load_editions().values():
        if edition.serves(year):
            return edition
    raise LookupError(f"no edition of the form serves the reporting year {year}")


def load_edition(path: Path, common: Mapping[str, Any] | None = None) -> Edition:
    """Load the edition in one TOML file. Raises EditionError, which names file and id."""
    raw = _read_toml(path)
    if not raw.get("common_rules"):
        common = {}
    elif common is None:
        common = _read_toml(path.parent / COMMON_RULES)
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


def _edition(stem: str, raw: dict[str, Any], common: Mapping[str, Any]) -> Edition:
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
        summary=tuple(raw.get("summary", ())),
        county=tuple(tuple(group) for group in raw.get("county", ())),
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
    """Yield contradictions in the file as (id, problem)."""
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
    named = [("summary", name) for name in edition.summary]
    named += [("county", name) for group in edition.county for name in group]
    for key, name in named:
        if name not in live_figures(edition):
            yield key, f"names the unknown figure {name!r}"


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
