"""Compares what a file states with what the draft holds, and decides place by place.

A place is a cell, or a narrative section's text under the section's code. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from reports.drafts.merging import shown_values, text_mark
from reports.form.content import Content, Figure, Figures, Words, normal_text
from reports.form.edition import Cell, Edition, Section
from reports.form.equations import totals, with_totals, without_partial_totals
from reports.form.numbers import format_figure


@dataclass(frozen=True)
class Doubted:
    """Why a place is doubtful: what was found there, and the reason."""

    found: str
    reason: Words


@dataclass(frozen=True)
class Extract:
    """What a file states for one report. A place that it does not state has no entry.

    `origins` say where in the file each place was. `base` is what the draft (or the copy that was
    filled in) showed at the time, see `base_of`: if the draft differs by now, somebody has changed
    it meanwhile. `remarks` concern the whole file; `asks` are statements to be confirmed before any
    of it is written, such as that it is of another year.
    """

    figures: Figures = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)  # as written, not figures
    texts: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, Words] = field(default_factory=dict)
    doubts: Mapping[str, Doubted] = field(default_factory=dict)
    base: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Words, ...] = ()
    asks: tuple[Words, ...] = ()

    @property
    def places(self) -> set[str]:
        return {*self.figures, *self.unreadable, *self.texts, *self.doubts}


class PlaceStanding(StrEnum):
    """How a place is to be shown, in this order."""

    DOUBTFUL = "doubtful"  # written only if somebody says so
    CLASH = "clash"  # the draft has changed: somebody must choose
    CHANGED = "changed"
    FILLED = "filled"  # the draft was blank
    CLOSED = "closed"  # cannot be written now
    SAME = "same"
    TOTAL = "total"


ORDER = tuple(PlaceStanding)
CHOSEN_BY_HAND = frozenset({PlaceStanding.DOUBTFUL, PlaceStanding.CLASH})
CHOSEN_UNASKED = frozenset({PlaceStanding.CHANGED, PlaceStanding.FILLED})


@dataclass(frozen=True)
class ComparedPlace:
    id: str
    section: Section
    label: str
    now: str
    proposed: str | None  # None if the file has nothing to write
    standing: PlaceStanding
    origin: Words | None = None
    doubt: Doubted | None = None
    changed_meanwhile: bool = False
    is_total: bool = False  # computed, so never written

    @property
    def is_text(self) -> bool:
        return self.id == self.section.code

    @property
    def can_go_in(self) -> bool:
        if self.is_total or self.proposed is None:
            return False
        return self.standing in CHOSEN_UNASKED | CHOSEN_BY_HAND

    @property
    def goes_in(self) -> bool:
        """Whether it is written unless somebody decides otherwise."""
        return self.standing in CHOSEN_UNASKED

    @property
    def seen(self) -> str:
        """What the page has shown of the draft, as the base for writing."""
        return text_mark(self.now) if self.is_text else self.now


@dataclass(frozen=True)
class Comparison:
    places: tuple[ComparedPlace, ...]

    def of(self, *standings: PlaceStanding) -> list[ComparedPlace]:
        return [place for place in self.places if place.standing in standings]

    @cached_property
    def by_id(self) -> Mapping[str, ComparedPlace]:
        return {place.id: place for place in self.places}

    @property
    def chosen_unasked(self) -> list[str]:
        return [place.id for place in self.places if place.goes_in]


def base_of(edition: Edition, content: Content) -> dict[str, str]:
    """Return what the draft shows, as the base of a statement; blank cells are left out."""
    cells = (
        (cell, written)
        for section in edition.sections
        for cell, written in shown_values(section, content.figures, content.unreadable).items()
    )
    marks = {
        section.code: text_mark(content.texts.get(section.code, ""))
        for section in edition.sections
        if section.is_narrative
    }
    return {cell: written for cell, written in cells if written} | marks


def compare(
    edition: Edition,
    statement: Extract,
    content: Content,
    closed: Mapping[str, Words] | None = None,
) -> Comparison:
    """Compare every place the file states: doubts first, then differences, then what is equal.
    `content` has texts as written; `closed` gives places that cannot be written, and why."""
    doubts = {**statement.doubts, **wrong_totals(edition, statement.figures)}
    statement = replace(statement, doubts=doubts)
    found = [
        _closed(place, closed or {})
        for section in edition.sections
        for place in _places(section, statement, content)
    ]
    return Comparison(tuple(sorted(found, key=lambda place: ORDER.index(place.standing))))


def _closed(place: ComparedPlace, closed: Mapping[str, Words]) -> ComparedPlace:
    if place.id not in closed or not place.can_go_in:
        return place
    doubt = Doubted("", closed[place.id])
    return replace(place, standing=PlaceStanding.CLOSED, doubt=doubt, changed_meanwhile=False)


def _places(section: Section, statement: Extract, content: Content) -> Iterator[ComparedPlace]:
    if section.is_narrative:
        if section.code in statement.places:
            yield _text(section, statement, content)
        return
    now = shown_values(section, content.figures, content.unreadable)
    stated = shown_values(section, statement.figures, statement.unreadable)
    for cell in section.cells:
        if cell.id in statement.places:
            make = _total if cell.computed else _cell
            yield make(section, cell, now[cell.id], stated[cell.id], statement)


def _text(section: Section, statement: Extract, content: Content) -> ComparedPlace:
    now = content.texts.get(section.code, "")
    proposed = statement.texts.get(section.code)
    proposed = None if proposed is None else normal_text(proposed)
    meanwhile = statement.base.get(section.code, text_mark(now)) != text_mark(now)
    return _place(section, section.code, section.title, now, proposed, statement, meanwhile)


def _cell(section: Section, cell: Cell, now: str, stated: str, statement: Extract) -> ComparedPlace:
    holds = cell.id in statement.figures or cell.id in statement.unreadable
    meanwhile = statement.base.get(cell.id, "") != now
    proposed = stated if holds else None
    return _place(section, cell.id, cell.label, now, proposed, statement, meanwhile)


def _place(
    section: Section, id_: str, label: str, now: str, proposed: str | None,
    statement: Extract, meanwhile: bool,
) -> ComparedPlace:  # fmt: skip
    doubt = statement.doubts.get(id_)
    if proposed == now:
        standing = PlaceStanding.SAME
    elif doubt or proposed is None:
        standing = PlaceStanding.DOUBTFUL
    elif meanwhile:
        standing = PlaceStanding.CLASH
    else:
        standing = PlaceStanding.CHANGED if now else PlaceStanding.FILLED
    origin = statement.origins.get(id_)
    changed = meanwhile and proposed != now
    return ComparedPlace(id_, section, label, now, proposed, standing, origin, doubt, changed)


# Totals ------------------------------------------------------------------------------------


def _total(
    section: Section, cell: Cell, now: str, stated: str, statement: Extract
) -> ComparedPlace:
    """Compare a total; an unread one does not matter, one that does not add up must be shown."""
    wrong = statement.figures.get(cell.id) is not None and cell.id in statement.doubts
    standing = PlaceStanding.DOUBTFUL if wrong else PlaceStanding.TOTAL
    origin, doubt = statement.origins.get(cell.id), statement.doubts.get(cell.id)
    return ComparedPlace(
        cell.id, section, cell.label, now, stated, standing, origin, doubt, is_total=True
    )


def wrong_totals(edition: Edition, stated: Figures) -> dict[str, Doubted]:
    """Return the totals in a file that do not equal the sum of its own cells."""
    added_up, whole = with_totals(edition, stated), without_partial_totals(edition, stated)
    return {
        cell: Doubted(format_figure(total), _why(added_up[cell], whole[cell] is not None))
        for cell, _parts in totals(edition)
        if (total := stated.get(cell)) is not None and total != added_up[cell]
    }


def _why(added_up: Figure | None, whole: bool) -> Words:
    sum_ = format_figure(added_up)
    if whole:
        return Words({
            "zh": f"文件中各项之和为 {sum_}，与文件所填的合计不符。合计由系统相加，不写入。",
            "en": f"The parts in the file add up to {sum_}, not to the total it states. "
            "Totals are added up here and not written.",
        })  # fmt: skip
    return Words({
        "zh": f"文件中有的项空白或没有读出，其余各项之和为 {sum_ or '空白'}。"
        "合计由系统相加，不写入。",
        "en": f"Parts of it are blank in the file or were not read; the others add up to "
        f"{sum_ or 'nothing'}. Totals are added up here and not written.",
    })  # fmt: skip
