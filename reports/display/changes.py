"""The differences between two versions of a report, with the comments on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from reports.analysis.text_diff import DiffRun, folded, text_diff
from reports.display.threads import ShownThread
from reports.form.content import Content, Figure, Finding, Severity
from reports.form.edition import Edition, Section
from reports.form.numbers import format_figure
from reports.language import in_readers_language

BLANK = "—"


@dataclass(frozen=True)
class Change:
    """A figure that differs, or a text with its removed and added words."""

    place: str  # a cell id or the code of a narrative section
    section: Section
    label: str
    url: str
    before: str = ""
    after: str = ""
    by: str = ""  # the difference; "" if either is blank
    is_sum: bool = False
    runs: Sequence[DiffRun] = ()  # for a text
    threads: Sequence[ShownThread] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """The keys of all places that contain it: itself, its row and its section."""
        row = self.place.rpartition(".")[0]
        return (self.place, row, self.section.code) if row else (self.place,)

    @property
    def folded(self) -> Sequence[DiffRun]:
        """The text with long unchanged parts folded, where all of it is shown."""
        return folded(self.runs)


def changes_between(
    edition: Edition, before: Content, after: Content, link: Callable[[str, str], str]
) -> list[Change]:
    """Return the differences in printed order; `edition` is that of `after`. Cells that only one of
    the forms has never differ."""
    return [c for section in edition.sections for c in _changes(section, before, after, link)]


def _changes(
    section: Section, before: Content, after: Content, link: Callable[[str, str], str]
) -> Iterator[Change]:
    code = section.code
    was, now = before.texts.get(code, ""), after.texts.get(code, "")
    if was != now:
        runs = text_diff(was, now)
        yield Change(code, section, section.title, link(code, ""), runs=runs)
    for cell in section.cells:
        old, new = (content.figures.get(cell.id) for content in (before, after))
        if old != new and cell.id in before.figures:
            change = Change(cell.id, section, cell.label, link(code, cell.id))
            yield replace(
                change,
                before=_shown(old),
                after=_shown(new),
                by=format_figure(_by(old, new), signed=True, grouped=True),
                is_sum=cell.computed,
            )


def _shown(figure: Figure | None) -> str:
    return format_figure(figure, grouped=True) or BLANK


def _by(old: Figure | None, new: Figure | None) -> Figure | None:
    return None if old is None or new is None else new - old


def by_section(changes: Sequence[Change]) -> list[tuple[Section, list[Change]]]:
    """Group changes, which are in printed order, by section."""
    grouped = groupby(changes, key=lambda change: change.section)
    return [(section, list(inside)) for section, inside in grouped]


# Comments ---------------------------------------------------------------------------------------


def with_threads(changes: Sequence[Change], threads: Sequence[ShownThread]) -> list[Change]:
    """Attach each thread to the first change at its place: a cell, its row, or its section."""
    first: dict[int, str] = {}
    for change in changes:
        for one in threads:
            if one.thread.place in change.places:
                first.setdefault(one.thread.pk, change.place)
    return [
        replace(change, threads=[o for o in threads if first.get(o.thread.pk) == change.place])
        for change in changes
    ]


def left_over(changes: Sequence[Change], threads: Sequence[ShownThread]) -> list[ShownThread]:
    """Return the threads not attached to any change."""
    beside = {one.thread.pk for change in changes for one in change.threads}
    return [one for one in threads if one.thread.pk not in beside]


# What the rules say -----------------------------------------------------------------------------


@dataclass(frozen=True)
class ChangeNote:
    severity: Severity
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Turned:
    """What the rules no longer find, and what they find now but did not before."""

    gone: Sequence[ChangeNote]
    come: Sequence[ChangeNote]
    new: Collection[str] = ()  # the keys of what has come

    def __bool__(self) -> bool:
        return bool(self.gone or self.come)


def turned(before: Sequence[Finding], after: Sequence[Finding]) -> Turned:
    old, new = ({finding.key: finding for finding in found} for found in (before, after))
    gone = [_said(finding) for key, finding in old.items() if key not in new]
    come = [_said(finding) for key, finding in new.items() if key not in old]
    return Turned(gone, come, new.keys() - old.keys())


def _said(finding: Finding) -> ChangeNote:
    return ChangeNote(finding.severity, in_readers_language(finding.message))
