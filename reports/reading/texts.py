"""The texts of a report: the preamble and the narrative parts, as their author wrote them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from reports.form.content import Words
from reports.form.edition import PREAMBLE, Edition
from reports.reading.around import preamble_of, without_end
from reports.reading.blocks import Piece
from reports.reading.opening import Opening, find_title
from reports.reading.origins import words_between
from reports.reading.running_text import Placed, margin_of, paragraphs
from reports.reading.sections import Parts


@dataclass
class Texts:
    opening: Opening = field(default_factory=Opening)
    texts: dict[str, str] = field(default_factory=dict)
    origins: dict[str, Words] = field(default_factory=dict)
    signed_by: str = ""
    left_out: list[str] = field(default_factory=list)  # what stood behind the report

    def add(self, code: str, kept: Sequence[str], placed: Sequence[Placed]) -> None:
        self.texts[code] = "\n".join(kept)
        if kept and (place := words_between([origin for _, origin in placed[: len(kept)]])):
            self.origins[code] = place


def read_texts(edition: Edition, parts: Parts) -> Texts:
    found = Texts()
    margin = margin_of(_running(edition, parts))
    above = list(_lines(parts.opening))
    found.opening = find_title([line.strip() for line, _ in above])
    if parts.sections:
        placed = preamble_of(paragraphs(above[found.opening.ends :], margin), edition)
        if placed:
            found.add(PREAMBLE.code, [line for line, _ in placed], placed)
    last = list(parts.sections)[-1:]
    for section in edition.sections:
        placed = paragraphs(list(_lines(parts.sections.get(section.code, ()))), margin)
        lines = [line for line, _ in placed]
        if [section.code] == last:
            lines, left_out, found.signed_by = without_end(lines)
            found.left_out = left_out if section.is_narrative else []
        if section.is_narrative:
            found.add(section.code, lines, placed)
    return found


def _running(edition: Edition, parts: Parts) -> Iterator[str]:
    yield from (line for line, _ in _lines(parts.opening))
    for section in edition.sections:
        if section.is_narrative:
            yield from (line for line, _ in _lines(parts.sections.get(section.code, ())))


def _lines(found: Iterable[Piece]) -> Iterator[Placed]:
    for piece in found:
        yield from ((line, piece.origin) for line in piece.text.split("\n") if line.strip())
