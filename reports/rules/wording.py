"""Slips of the pen in the texts: approximate counts, doubled words, wrong characters, dates.

They only inform. The patterns are in the edition files, with exceptions that look alike but are
right. Gaps left in a text, by us or by hand, are found here too: they must not be filed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from reports.form.live_figures import BRACKETS, GAPS
from reports.rules.context import Checked, Violation, listed


def counts_are_exact(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R17: no 余, 多, 约 beside a number of 件, which the tables give exactly."""
    for section in checked.sections(options):
        text = checked.text(section.code)
        found = [m.group() for pattern in options["patterns"] for m in re.finditer(pattern, text)]
        if found:
            quote = listed(dict.fromkeys(found))
            yield Violation({"where": section.title, "quote": quote}, section=section.code)


def no_slips(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R18: each slip once per section."""
    for section in checked.sections(options):
        found = dict.fromkeys(_slips(checked.text(section.code), options))
        for variant, quote, right in found:
            values = {"where": section.title, "quote": quote, "right": right}
            yield Violation(values, section=section.code, variant=variant, quote=quote)


def _slips(text: str, options: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for pattern in options["doubled"]:
        yield from (("doubled", match.group(), "") for match in re.finditer(pattern, text))
    for entry in options["wrong_words"]:
        found = re.finditer(entry["wrong"], text)
        yield from (("word", match.group(), entry["right"]) for match in found)
    for pattern in options["broken_dates"]:
        yield from (("date", match.group(), "") for match in re.finditer(pattern, text))


def nothing_left_open(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R19: no gaps still to be filled in, and no braces that name nothing."""
    for section in checked.sections(options):
        text = checked.text(section.code)
        gaps = [match.group() for match in GAPS.finditer(text)]
        if gaps:
            values = {
                "where": section.title,
                "count": len(gaps),
                "quote": listed(dict.fromkeys(gaps)),
            }
            yield Violation(values, section=section.code, blank=True)
        if stray := BRACKETS.search(GAPS.sub("", text)):
            values = {"where": section.title, "quote": stray.group()}
            yield Violation(values, (), section.code, "bracket", quote=stray.group(), blank=True)
