"""A published report read and checked, and the same again from the page that shows it.

Nothing is kept: what the button for the workbook needs stands in the page itself, signed, so that
it is what was read here and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core import signing

from reports.form.content import Finding, RuleContext
from reports.reading import Reading, Unreadable, read_in_child
from reports.reading.doubts import NO_FIGURES, TOO_LONG
from reports.reading.packed import pack, unpack
from reports.rules.check import check

MOST_CHARACTERS = 30_000  # of all texts: twice what the longest report has
MOST_SIGNED = 300_000  # characters that the page carries along
SALT = "reports.checkup.readings"
A_DAY = 24 * 60 * 60  # seconds that a page's button works


@dataclass(frozen=True)
class Result:
    reading: Reading
    findings: Sequence[Finding]
    previous: Reading | None = None  # what was given as last year's report

    @property
    def is_compared(self) -> bool:
        """Whether what was given as last year's report is of the year before."""
        return (
            self.previous is not None
            and self.previous.content.year == self.reading.content.year - 1
        )


def read(content: bytes, or_year: int | None = None) -> Reading:
    """Read a report in a process of its own. Raises Unreadable."""
    reading = read_in_child(content, or_year=or_year)
    if all(figure is None for figure in reading.content.figures.values()):
        raise Unreadable(NO_FIGURES)
    if sum(map(len, reading.content.texts.values())) > MOST_CHARACTERS:
        raise Unreadable(TOO_LONG)
    return reading


def checked(reading: Reading, previous: Reading | None = None) -> Result:
    """Check a report, beside last year's if that is given; of another year it is not compared."""
    around = RuleContext(most=settings.MOST_OF_A_COUNT)
    last = previous.content if previous else None
    return Result(reading, check(reading.edition, reading.content, last, around=around), previous)


def signed(result: Result) -> str:
    """Return what was read for a hidden field; "" where it is too long to be carried along."""
    readings = [pack(one) for one in (result.reading, result.previous) if one]
    written = signing.dumps(readings, salt=SALT, compress=True)
    return written if len(written) <= MOST_SIGNED else ""


def unsigned(written: str) -> Result:
    """Return the result of what `signed` wrote within the last day. Raises BadSignature of
    Django's."""
    if len(written) > MOST_SIGNED:
        raise signing.BadSignature
    return checked(*map(unpack, signing.loads(written, salt=SALT, max_age=A_DAY)))
