"""Whether a file says what was filed: compares its figures and texts with those of a submission.

For a submission that is not the approved one, only whether the file is identical is revealed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.unseen import visible
from reports.display.changes import BLANK, Change, changes_between
from reports.form.content import Content, Words
from reports.form.edition import Edition
from reports.intake.extracted import is_same_agency
from reports.models import State, Submission
from reports.reading import Doubt, Reading, Unreadable, read_file
from reports.reading.doubts import is_of_the_cell, is_read
from reports.rendering import html, xlsx
from reports.rendering.document import build_document

_NOT_SEEN = re.compile(r"[\s\x00-\x1f]+")  # invisible in print
MOST_SHOWN = 60


class NotComparable(Exception):
    """What was filed cannot be read back from a print of it."""


@dataclass(frozen=True)
class Differs:
    """A wrong statement in the file about itself: its year or agency."""

    label: str | Promise
    before: str
    after: str


@dataclass(frozen=True)
class Verdict:
    submission: Submission
    heads: Sequence[Differs]
    changes: Sequence[Change]
    remarks: Sequence[Words]  # the reader's, about the whole file

    @property
    def is_same(self) -> bool:
        return not (self.heads or self.changes)

    @property
    def count(self) -> int:
        return len(self.heads) + len(self.changes)

    @property
    def shown(self) -> Sequence[Change]:
        return self.changes[:MOST_SHOWN]

    @property
    def tells(self) -> bool:
        """Whether anybody with the file may be shown what was filed instead."""
        return self.submission.report.approved_number == self.submission.number


def find_published(agency: str, year: int) -> Submission | None:
    """Find a submission by the name it was filed under, unless it is not published yet."""
    filed = Submission.objects.filter(agency_name=agency, year=year, past=None)
    public = filed.filter(number=F("report__approved_number"))
    return public.exclude(report__status=State.APPROVED).select_related("report").first()


def verdict(submission: Submission, reading: Reading) -> Verdict:
    """Compare the file with the submission. Raises NotComparable."""
    edition, filed = submission.edition, submission.content
    document = build_document(edition, filed)
    own = _read_back(html.render(document))
    kept = replace(filed, texts=own.content.texts if own else filed.texts)
    found = replace(reading.content, texts=_alike(kept, reading.content))
    changes = changes_between(edition, kept, found, lambda section, cell: "")
    changes = _with_doubts(edition, kept, changes, reading)
    if changes and not _reads_back(filed, own, _read_back(xlsx.render(document))):
        raise NotComparable
    remarks = [doubt.reason for doubt in reading.doubts if not doubt.cell]
    return Verdict(submission, list(_heads(edition, kept, reading)), changes, remarks)


def _read_back(printed: bytes) -> Reading | None:
    """Read our own print, so that what the reader leaves out of any text (a signature, indentation)
    is left out on both sides."""
    try:
        return read_file(printed)
    except Unreadable:
        return None


def _reads_back(filed: Content, *prints: Reading | None) -> bool:
    """Whether our prints read back correctly. They do not if a text has a line like a heading of
    the form; then a difference proves nothing."""
    return all(own and own.content.figures == filed.figures for own in prints)


def _alike(kept: Content, found: Content) -> dict[str, str]:
    """Return the file's texts, replaced by the filed ones where no visible character differs."""
    texts = dict(found.texts)
    for code, text in kept.texts.items():
        if _seen(text) == _seen(texts.get(code, "")):
            texts[code] = text
    return texts


def _seen(text: str) -> str:
    return _NOT_SEEN.sub("", visible(text))


def _heads(edition: Edition, kept: Content, reading: Reading) -> Iterator[Differs]:
    found = reading.content
    if found.year != kept.year:
        yield Differs(_("Year"), str(kept.year), str(found.year))
    if found.agency and not is_same_agency(found.agency, (kept.agency,)):
        yield Differs(_("Agency"), kept.agency, found.agency)
    if reading.edition != edition:
        yield Differs(_("Form"), edition.name, reading.edition.name)


def _with_doubts(
    edition: Edition, kept: Content, changes: Sequence[Change], reading: Reading
) -> list[Change]:
    """Show what a cell contains if it is not a figure, and say so if nothing was found."""
    unread = (d for d in reading.doubts if not is_read(d.reason))
    doubts = {d.cell: d for d in unread if reading.content.figures.get(d.cell) is None}
    after = {
        cell: doubt.found if is_of_the_cell(doubt.reason) else _("not found in the file")
        for cell, doubt in doubts.items()
    }
    all_ = [*changes, *_no_longer_blank(edition, kept, doubts.values())]
    order = [p for s in edition.sections for p in (s.code, *(cell.id for cell in s.cells))]
    found = sorted(all_, key=lambda change: order.index(change.place))
    return [replace(c, after=after[c.place]) if c.place in after else c for c in found]


def _no_longer_blank(
    edition: Edition, kept: Content, doubts: Collection[Doubt]
) -> Iterator[Change]:
    """Yield cells filed blank in which the file has something, even if not a figure."""
    written = {doubt.cell for doubt in doubts if is_of_the_cell(doubt.reason)}
    for section in edition.sections:
        for cell in section.cells:
            if cell.id in written and kept.figures.get(cell.id) is None:
                yield Change(cell.id, section, cell.label, "", before=BLANK)
