"""What a report says, as plain data, and what the rules find in it. No Django, no database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
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
    """One report of one agency and year: the working copy, a submission, or one read from a file.

    `unreadable` keeps what was entered in a cell that is no figure, so that nothing typed is lost.
    `titles` are the headings of the six parts as found in a file; empty where the form fixes them.
    """

    year: int
    figures: Figures = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)  # narrative section code -> text
    unreadable: Mapping[str, str] = field(default_factory=dict)
    agency: str = ""
    is_government: bool = False  # its report adds assessment, appraisal, accountability (art. 50)
    makes_rules: bool = False  # bodies below city level make no 规章
    approved: bool = False  # as last year's report: it has been approved
    title: str = ""  # as found in a file
    titles: tuple[str, ...] = ()
    cited_document: str = ""


@dataclass(frozen=True)
class ListedWord:
    """A word that an administrator's list names: wrong where `right` is given, else sensitive."""

    word: str
    right: str = ""
    severity: Severity = "warning"
    remark: str = ""
    allowed: tuple[str, ...] = ()  # longer words in which it may stand


@dataclass(frozen=True)
class Waiver:
    """Why the bureau lets a rule go for one report, who says so, and the last day (ISO) of it."""

    reason: str
    by: str
    until: str


@dataclass(frozen=True)
class RuleContext:
    """What is known around a report: settings of its year, lists of its region, other reports."""

    advised_length: int | None = None  # in place of the edition's
    watched: tuple[ListedWord, ...] = ()
    copied: Mapping[str, float] = field(default_factory=dict)  # section -> share in one of others
    waived: Mapping[str, Waiver] = field(default_factory=dict)  # by rule


@dataclass(frozen=True)
class Words:
    """One message in every language of the interface: language -> text."""

    texts: Mapping[str, str]

    def in_language(self, code: str) -> str:
        """The text for a language code such as `zh-hans` or `en`."""
        return self.texts.get(code.partition("-")[0]) or self.texts[DEFAULT_LANGUAGE]

    def __str__(self) -> str:
        return self.texts[DEFAULT_LANGUAGE]


@dataclass(frozen=True)
class Finding:
    """What a rule says of one report, with every cell or text concerned."""

    rule: str
    severity: Severity
    title: Words
    message: Words
    cells: tuple[str, ...] = ()
    section: str = ""  # code of the section it belongs to; "" for the report as a whole
    left: Figure | None = None
    right: Figure | None = None
    explainable: bool = False
    quote: str = ""  # the words of the text it is about
    blanks: bool = False  # it lists what is not filled in yet
    of_cell: bool = False  # its reason belongs to the cell, whatever figure is put there
    waiver: Waiver | None = None  # the bureau's reason stands in place of the filer's

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
        """Whether the form marks its cells: it is about single numbers, not about a group of them
        that are blank or unusual, which would colour half a table."""
        return self.severity == "error" or self.left is not None

    @property
    def key(self) -> str:
        """Names this very statement: it changes when the numbers in it do."""
        return reason_key(self.rule, self.cells, "" if self.of_cell else str(self.message))


def reason_key(rule: str, cells: tuple[str, ...], message: str = "") -> str:
    """What a written reason is kept under."""
    words = "|".join((rule, message, *cells))
    return f"{rule}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def normal_text(text: str) -> str:
    """As stored: lines without trailing space, no NUL, no blank lines around."""
    lines = text.replace("\x00", "").replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")
