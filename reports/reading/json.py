"""Reads a report in our own JSON (rendering/json.py, `check_report --json`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from reports.form.content import Content, Figure, paragraphs
from reports.form.edition import PREAMBLE, Cell, Edition
from reports.form.loader import load_editions
from reports.form.numbers import Fault, FigureError, parse_figure
from reports.reading.around import without_end
from reports.reading.codes import code_stated
from reports.reading.doubts import (
    AGENCY_MISSING,
    CELL_MISSING,
    CELLS_UNKNOWN,
    DAMAGED,
    FAULTS,
    LEFT_OUT_BEHIND,
    LONGEST_QUOTE,
    NO_TABLES,
    NO_YEAR,
    TOO_DEEP,
    YEAR_ASSUMED,
    Doubt,
    Unreadable,
)
from reports.reading.names import cited_document, is_government
from reports.reading.result import Reading
from reports.reading.running_text import even
from reports.reading.unknown import with_unknown_cells

Object = dict[str, Any]  # a JSON object


def looks_like_json(text: str) -> bool:
    return text.lstrip().startswith("{")


def read_json(text: str, *, year: int | None = None, or_year: int | None = None) -> Reading:
    """Read a report from JSON. Raises Unreadable."""
    stated = _parsed(text)
    edition = load_editions().get(str(stated.get("edition")))
    figures = stated.get("figures")
    if not (edition and isinstance(figures, dict) and figures.keys() & edition.cells.keys()):
        raise Unreadable(NO_TABLES)
    own_year = year or _year(stated.get("year"))
    if not (own_year or or_year):
        raise Unreadable(NO_YEAR)
    read, doubts = _figures(edition, figures)
    texts, left_out, signed_by = _texts(edition, stated.get("texts"))
    agency = _string(stated.get("agency")).strip() or signed_by
    content = Content(
        own_year or or_year or 0,
        read,
        texts,
        agency=agency,
        is_government=is_government(agency),
        cited_document=cited_document("\n".join(texts.values())),
    )
    code = code_stated(_string(stated.get("check_code")))
    heads = [] if own_year else [Doubt("", "", YEAR_ASSUMED)]
    heads += [] if agency else [Doubt("", "", AGENCY_MISSING)]
    heads += [Doubt("", "；".join(left_out)[:LONGEST_QUOTE], LEFT_OUT_BEHIND)] if left_out else []
    content = with_unknown_cells(content, doubts)
    return Reading(content, edition, (*heads, *doubts), code=code)


def _parsed(text: str) -> Object:
    """Parse, keeping numbers as written: `parse_figure` decides what is a figure."""
    try:
        found = json.loads(
            text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_object
        )
    except RecursionError:
        raise Unreadable(TOO_DEEP) from None
    except json.JSONDecodeError:
        raise Unreadable(DAMAGED) from None
    return found if isinstance(found, dict) else {}


def _object(pairs: list[tuple[str, Any]]) -> Object:
    """Refuse duplicate names: parsers disagree on which of the two counts. Raises Unreadable."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable(DAMAGED)
    return found


def _year(stated: object) -> int | None:
    written = _string(stated)
    return int(written) if written.isascii() and written.isdigit() and len(written) == 4 else None


def _string(stated: object) -> str:
    return stated if isinstance(stated, str) else ""


def _figures(edition: Edition, stated: Object) -> tuple[dict[str, Figure | None], list[Doubt]]:
    figures: dict[str, Figure | None] = dict.fromkeys(edition.cells)
    doubts = list(_strangers(edition, stated))
    for cell in edition.cells.values():
        try:
            figures[cell.id] = _figure(cell, stated)
        except KeyError:
            doubts.append(Doubt(cell.id, "", CELL_MISSING))
        except FigureError as error:
            doubts.append(Doubt(cell.id, error.found[:LONGEST_QUOTE], FAULTS[error.fault]))
    return figures, doubts


def _figure(cell: Cell, stated: Mapping[str, Any]) -> Figure | None:
    """Return a cell's figure. Raises KeyError, FigureError."""
    value = stated[cell.id]
    if value is None:
        return None
    if not isinstance(value, str):
        raise FigureError(Fault.NOT_A_NUMBER, json.dumps(value, ensure_ascii=False))
    return parse_figure(value, cell.kind)


def _strangers(edition: Edition, stated: Object) -> Iterator[Doubt]:
    strange = [name for name in stated if name not in edition.cells]
    if strange:
        yield Doubt("", ", ".join(strange)[:LONGEST_QUOTE], CELLS_UNKNOWN)


def _texts(edition: Edition, stated: object) -> tuple[dict[str, str], list[str], str]:
    """Return texts as from a print: a line per paragraph, without the signature at the end."""
    given = stated if isinstance(stated, dict) else {}
    codes = [section.code for section in edition.sections if section.is_narrative]
    lines = {code: list(paragraphs(even(_string(given.get(code))))) for code in codes}
    lines[codes[-1]], left_out, signed_by = without_end(lines[codes[-1]])
    if preamble := list(paragraphs(even(_string(given.get(PREAMBLE.code))))):
        lines[PREAMBLE.code] = preamble
    return {code: "\n".join(found) for code, found in lines.items()}, left_out, signed_by
