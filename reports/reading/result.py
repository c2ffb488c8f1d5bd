"""What comes of reading a file; apart from the readers, which whoever asks a child never loads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.form.content import Content, Words
from reports.form.edition import Edition
from reports.reading.doubts import Doubt


@dataclass(frozen=True)
class Reading:
    """A published report as it presents itself: wrong sums stay wrong."""

    content: Content
    edition: Edition  # judged by the tables, whatever the year
    doubts: tuple[Doubt, ...]  # those without a cell concern the whole file
    origins: Mapping[str, Words] = field(default_factory=dict)  # by cell, or by section for texts
    code: str = ""  # the check code in the file, not verified here
