"""Labels as found in print, normalised for comparison: width, spaces, numbers, quotes, variants."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from accounts.spreadsheets.marks import visible
from reports.form.edition import Kind
from reports.form.numbers import Fault, FigureError, parse_figure

_DROPPED = re.compile(r"[\s\"'“”‘’「」『』]+")
_FOOTNOTE = re.compile(
    r"(?<=[^\s\d])[\u00b2\u00b3\u00b9\u2070-\u209f\u2460-\u24ff\u2776-\u2793]+\s*$"
)
_NUMBERING = re.compile(r"\(?(?P<number>[一二三四五六七八九十]+|\d+)(?P<mark>[),.:])")
Variants = Mapping[str, Iterable[str]]
_remembered = lru_cache(maxsize=4096)  # most cells of a report are alike


@_remembered
def bare(text: str) -> str:
    """Return the text half-width, without spaces, quotes and the mark of a footnote, with one
    kind of comma."""
    plain = unicodedata.normalize("NFKC", _FOOTNOTE.sub("", visible(text)))
    return _DROPPED.sub("", plain).replace("、", ",")


def key(text: str) -> str:
    return numbered(bare(text))


@_remembered
def numbered(text: str) -> str:
    """Return a bare label with uniform numbering: `1.`, `一.`, `(一)`."""
    match = _NUMBERING.match(text)
    if match is None:
        return text.rstrip(":")
    bracketed = match["mark"] == ")"
    number = f"({match['number']})" if bracketed else f"{match['number']}."
    return number + text[match.end() :].rstrip(":")


def without_number(label: str) -> str:
    """Return a key without its numbering, which pages with automatic numbering lose."""
    match = _NUMBERING.match(label)
    return label[match.end() :] if match else label


def spellings(label: str, variants: Variants) -> list[str]:
    """Return the keys by which a printed label is recognised, its own first."""
    plain = label.replace("\n", "")
    return [key(spelling) for spelling in (plain, *variants.get(plain, ()))]


@_remembered
def is_figure(text: str) -> bool:
    """Whether a cell's text is a number or one of the marks written in place of one."""
    if len(text) > 40 or not text.strip():
        return False
    return _parses(text, "money") or _parses(text, "signed_count")


def _parses(text: str, kind: Kind) -> bool:
    try:
        parse_figure(text, kind)
    except FigureError as error:
        return error.fault not in (Fault.NOT_A_NUMBER, Fault.HALF_WRITTEN)  # 1. begins a label
    return True
