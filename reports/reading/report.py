"""Turns blocks of any format into a Reading, recognising sections, tables, labels and edition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from accounts.spreadsheets.marks import OTHERWISE, has_struck, struck_words, without_struck
from reports.form.content import Content, Figure
from reports.form.edition import PREAMBLE, Edition, Table
from reports.form.loader import load_editions
from reports.reading.blocks import Block, Piece, lines_of, pieces
from reports.reading.doubts import (
    AGENCY_MISSING,
    LEFT_OUT_BEHIND,
    LONGEST_QUOTE,
    NO_TABLES,
    NO_YEAR,
    STRUCK_WORDS,
    TOO_LONG,
    YEAR_ASSUMED,
    Doubt,
    Unreadable,
)
from reports.reading.labels import bare, is_figure, spellings
from reports.reading.names import cited_document, is_government
from reports.reading.opening import NO_TITLES, Opening, OwnTitles, with_year
from reports.reading.result import Reading
from reports.reading.sections import Parts, cut
from reports.reading.tables import LONGEST_LABEL, FoundTable, read_tables
from reports.reading.texts import Texts, read_texts
from reports.reading.unknown import with_unknown_cells

MAX_WORDS = 8_000  # cells, lines and words; a report has about a thousand


def read_blocks(
    blocks: Iterable[Block],
    *,
    year: int | None = None,
    or_year: int | None = None,
    left_out: Iterable[Doubt] = (),
    own: OwnTitles = NO_TITLES,
) -> Reading:
    """Read a report. Raises Unreadable if it has no tables of the form, or no year."""
    found, struck_out = _without_struck_words(pieces(blocks))
    if sum(len(piece.text.split()) or 1 for piece in found) > MAX_WORDS:
        raise Unreadable(TOO_LONG)
    edition = shown_edition(found)
    parts = cut(edition, found)
    tables = _read_sections(edition, parts, found)
    if not any(part.rows for part in tables):
        raise Unreadable(NO_TABLES)
    found_texts = read_texts(edition, parts)
    opening = _opening(edition, found_texts, own)
    agency = opening.agency or found_texts.signed_by
    year = year or opening.year
    if not (year or or_year):
        raise Unreadable(NO_YEAR)
    in_cells = (doubt for part in tables for doubt in part.doubts)
    doubts = [*left_out, *struck_out, *map(_without_marks, in_cells)]
    doubts[:0] = _doubts_around(opening, agency, year, found_texts)
    content = Content(
        year=year or or_year or 0,
        figures=_figures(edition, tables),
        texts=found_texts.texts,
        agency=agency,
        is_government=is_government(agency),
        title=opening.title,
        titles=parts.titles or ("",),  # () would mean that the form fixes them
        cited_document=cited_document("\n".join(lines_of(found))),
    )
    places = {cell: at.words for part in tables for cell, at in part.origins.items()}
    content = with_unknown_cells(content, doubts, places)
    return Reading(content, edition, tuple(doubts), {**places, **found_texts.origins})


def _without_marks(doubt: Doubt) -> Doubt:
    return replace(doubt, found=doubt.found.replace(OTHERWISE, ""))


def _opening(edition: Edition, found: Texts, own: OwnTitles) -> Opening:
    first = next((s.code for s in edition.sections if s.is_narrative), "")
    preamble = found.texts.get(PREAMBLE.code, "")
    return with_year(found.opening, preamble, found.texts.get(first, ""), own)


def _doubts_around(
    opening: Opening, agency: str, year: int | None, texts: Texts
) -> Iterator[Doubt]:
    """Yield what is unsure about the report as a whole, and what was left out behind it."""
    if not agency:
        yield Doubt("", opening.title, AGENCY_MISSING)
    if not year:
        yield Doubt("", "", YEAR_ASSUMED)
    elif opening.source and year == opening.year:
        yield Doubt("", opening.quote[:LONGEST_QUOTE], opening.source)
    if texts.left_out:
        yield Doubt("", "；".join(texts.left_out)[:LONGEST_QUOTE], LEFT_OUT_BEHIND)


def _without_struck_words(found: Sequence[Piece]) -> tuple[list[Piece], list[Doubt]]:
    """Return the pieces without words that are struck out, and one doubt that quotes these. Figures
    keep their marks: each is a doubt of its own cell."""
    kept = [
        replace(piece, text=without_struck(piece.text)) if _has_struck_words(piece) else piece
        for piece in found
    ]
    struck = (piece.text for piece in found if _has_struck_words(piece))
    quotes = [words for text in struck for words in struck_words(text)]
    doubts = [Doubt("", "；".join(quotes)[:LONGEST_QUOTE], STRUCK_WORDS)] if quotes else []
    return kept, doubts


def _has_struck_words(piece: Piece) -> bool:
    return has_struck(piece.text) and not is_figure(piece.text)


def shown_edition(found: Iterable[Piece]) -> Edition:
    """Return the edition with the largest share of its labels in the file."""
    text = "".join(bare(piece.text) for piece in found if len(piece.text) <= LONGEST_LABEL)
    return max(load_editions().values(), key=lambda edition: _share(edition, text))


def _share(edition: Edition, text: str) -> float:
    met = [
        any(spelling in text for spelling in spellings(label, edition.label_variants))
        for table in edition.tables
        for label in _labels(table)
    ]
    return sum(met) / len(met)


def _labels(table: Table) -> list[str]:
    captions = [table.caption] if table.caption else []
    return captions + [line.label for line in (*table.rows, *table.columns)]


def _read_sections(edition: Edition, parts: Parts, found: Sequence[Piece]) -> list[FoundTable]:
    """Read each section's tables; a section without a heading is searched for in the whole file."""
    return [
        read_tables(edition, section.tables, parts.sections.get(section.code, found))
        for section in edition.sections
        if section.tables
    ]


def _figures(edition: Edition, tables: Iterable[FoundTable]) -> dict[str, Figure | None]:
    read = {cell: figure for part in tables for cell, figure in part.figures.items()}
    return {cell: read[cell] for cell in edition.cells}
