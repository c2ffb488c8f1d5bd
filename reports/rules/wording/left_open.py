"""N-R19: gaps left in a text, by us, by a template or by hand: they must not be filed.

A gap of a template is a blank, a line or a sign where a number or a name belongs: before a unit, in
brackets, or as a year or a body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from reports.form.live_figures import BRACKETS, GAPS
from reports.rules.context import Checked, Violation, listed
from reports.rules.sentences import masked_titles

_SIGN = r"(?:[XxＸｘ×]{1,8}|[○〇□☐■_＿]{1,40}|…{1,4}|\.{3,12})"  # not 王**, a name that is masked
_EMPTY = r"[（(][ \t\u3000\xa0_＿]{0,40}[）)]"
_BLANK = r"[ \u3000\xa0_＿]{1,40}"


def nothing_left_open(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """Our own gaps, those of templates, and braces that name nothing, each once in a section."""
    for section in checked.sections(options):
        text = checked.text(section.code)
        rest = GAPS.sub("", text)
        kinds = ([m.group() for m in GAPS.finditer(text)], list(_unfilled(rest, options)))
        for ours, gaps in zip((True, False), kinds, strict=True):
            if gaps:
                quote = listed(dict.fromkeys(gaps))
                values = {"where": section.title, "count": len(gaps), "quote": quote}
                yield Violation(values, section=section.code, quote="" if ours else gaps[0],
                          blank=True)  # fmt: skip
        if stray := BRACKETS.search(rest):
            values = {"where": section.title, "quote": stray.group()}
            yield Violation(values, (), section.code, "bracket", quote=stray.group(), blank=True)


def _unfilled(text: str, options: Mapping[str, Any]) -> Iterator[str]:
    patterns = _patterns(tuple(options["units"]), tuple(options["counted"]), tuple(options["gaps"]))
    plain, end = masked_titles(text), 0
    matches = (match for pattern in patterns for match in pattern.finditer(plain))
    for match in sorted(matches, key=lambda match: match.span()):
        if match.start() >= end:
            end = match.end()
            yield text[match.start() : end].strip(" \n")


@cache
def _patterns(
    units: tuple[str, ...], counted: tuple[str, ...], gaps: tuple[str, ...]
) -> tuple[re.Pattern[str], ...]:
    unit = f"(?:{'|'.join(units)})"
    end = r"(?=[，。；、！？）)\n]|$)"
    before = "".join(sorted({word[-1] for word in counted}))
    known = "|".join(f"(?<={word})" for word in counted)
    return (
        re.compile(rf"(?=[ \u3000\xa0_＿])(?<=[{before}])(?:{known}){_BLANK}{unit}{end}"),
        re.compile(rf"(?<![\dA-Za-z*第]){_SIGN}\s?{unit}(?:{end}|(?=予以|均|已|全部|，))"),
        re.compile(_EMPTY),
        *(re.compile(gap) for gap in gaps),
    )
