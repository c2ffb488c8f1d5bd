"""N-R17: 余, 多, 约 beside a counted noun, of which the number is known exactly.

Not what is measured: time, shares, distances. The words are in the edition files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from reports.rules.context import Checked, Violation, listed

_DIGITS = r"\d{1,3}(?:[,，]\d{3}){1,3}|\d{1,9}(?:\.\d{1,6})?"
_DIGIT = rf"(?:(?:{_DIGITS})\s?[十百千万亿]{{0,2}}|[一二两三四五六七八九十百千万亿]{{1,9}})"
_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")


def counts_are_exact(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """One violation for each section."""
    lists = ("units", "no_units", "about", "no_about")
    pattern = _pattern(*("|".join(options[name]) for name in lists))
    for section in checked.sections(options):
        text = checked.text(section.code)
        found = [m.group() for m in pattern.finditer(text.translate(_WIDE))]
        if found:
            quote = listed(dict.fromkeys(found))
            yield Violation({"where": section.title, "quote": quote}, section=section.code)


@cache
def _pattern(units: str, no_units: str, about: str, no_about: str) -> re.Pattern[str]:
    unit = rf"\s?(?!{no_units})(?:{units})"
    more = r"\s?[余多来](?:\s?[万亿])?"
    some = r"(?:[几数][十百千万]{1,2}|几(?=[件条份篇期次场起宗例封册]))"
    before = "".join(f"(?<!{word})" for word in no_about.split("|"))
    begins = r"[\d一二两三四五六七八九十百千万亿几数]"  # looked at first, as most places are none
    first = "".join(sorted({word[0] for word in about.split("|")}))
    return re.compile(
        rf"(?=[{first}]){before}(?:{about})\s?(?:{_DIGIT}|{some})(?:{more})?{unit}"
        rf"|(?={begins})(?:(?<![\d.第]){_DIGIT}{more}{unit}"
        rf"|(?<![\d一二三四五六七八九十百千万第]){some}{unit}"
        rf"|(?<![\d.第]){_DIGIT}{unit}(?:左右|上下))"
    )
