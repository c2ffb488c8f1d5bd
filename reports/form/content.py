"""What a report says, as plain data, and what the rules find in it. No Django, no database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Figure = int | Decimal
Figures = Mapping[str, Figure | None]  # cell id -> number; None is blank, and blank is not 0
Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
DEFAULT_LANGUAGE = "zh"


@dataclass(frozen=True)
class Content:
    """One agency's report for one year: the working copy, a submission, or one read from a file.

    `unreadable` keeps entries that are not figures, so that nothing typed is lost. `unread` are the
    cells of a file whose entry the reader could not make out, with what it found there: they are
    unknown, not blank. `titles` are the headings of the six parts as found in a file; empty where
    the form fixes them.
    """

    year: int
    figures: Figures = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)  # narrative section code -> text
    unreadable: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    agency: str = ""
    is_government: bool = False  # must report on assessment, appraisal, accountability (art. 50)
    makes_rules: bool = False  # bodies below city level make no 规章
    approved: bool = False  # when used as last year's report: whether it was approved
    title: str = ""  # as found in a file
    titles: tuple[str, ...] = ()
    cited_document: str = ""


@dataclass(frozen=True)
class ListedWord:
    """A word on an administrator's list: wrong if `right` is given, otherwise sensitive."""

    word: str
    right: str = ""
    severity: Severity = "warning"
    remark: str = ""
    allowed: tuple[str, ...] = ()  # longer words that may contain it


@dataclass(frozen=True)
class Waiver:
    """A rule the bureau waives for one report: the reason, who decided, and the last day (ISO)."""

    reason: str
    by: str
    until: str


@dataclass(frozen=True)
class RuleContext:
    """What is known beyond the report: the year's settings, the region's lists, other reports."""

    advised_length: int | None = None  # overrides the edition's
    watched: tuple[ListedWord, ...] = ()
    copied: Mapping[str, float] = field(default_factory=dict)  # section -> share found elsewhere
    waived: Mapping[str, Waiver] = field(default_factory=dict)  # by rule
    most: int = 100_000  # a count above it is asked about
    agencies: tuple[str, ...] = ()  # names of others that the texts may speak of


@dataclass(frozen=True)
class Words:
    """One message in every language of the interface: language -> text."""

    texts: Mapping[str, str]

    def in_language(self, code: str) -> str:
        """Return the text for a language code such as `zh-hans` or `en`."""
        return self.texts.get(code.partition("-")[0]) or self.texts[DEFAULT_LANGUAGE]

    def __str__(self) -> str:
        return self.texts[DEFAULT_LANGUAGE]


@dataclass(frozen=True)
class Finding:
    """What one rule found in a report, with every cell or text concerned."""

    rule: str
    severity: Severity
    title: Words
    message: Words
    cells: tuple[str, ...] = ()
    section: str = ""  # section code; "" for the report as a whole
    left: Figure | None = None
    right: Figure | None = None
    explainable: bool = False
    quote: str = ""  # the words in the text it is about
    blanks: bool = False  # lists what is not filled in yet
    of_cell: bool = False  # the reason stays valid whatever the cell's figure
    waiver: Waiver | None = None  # the bureau's reason replaces the filer's
    offer: str = ""  # what a press may write into its cell instead

    @property
    def difference(self) -> Figure | None:
        if self.left is None or self.right is None:
            return None
        return self.left - self.right

    @property
    def needs_explanation(self) -> bool:
        if self.waiver:
            return False
        return (self.severity == "warning" and not self.blanks) or self.explainable

    @property
    def marks_cells(self) -> bool:
        """Whether the form highlights its cells: only if it is about single numbers, not about a
        group of blank or unusual cells, which would colour half a table."""
        return self.severity == "error" or self.left is not None

    @property
    def key(self) -> str:
        """Identifies this exact finding: the key changes when its numbers do."""
        return reason_key(self.rule, self.cells, "" if self.of_cell else str(self.message))


def reason_key(rule: str, cells: tuple[str, ...], message: str = "") -> str:
    """Return the key a written reason is stored under."""
    words = "|".join((rule, message, *cells))
    return f"{rule}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def normal_text(text: str) -> str:
    """Return text as stored: no trailing spaces, no NUL, no blank lines at either end."""
    lines = text.replace("\x00", "").replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def paragraphs(text: str) -> Iterator[str]:
    """Yield a narrative's paragraphs: its non-blank lines, without indentation."""
    return (line.strip() for line in text.splitlines() if line.strip())
