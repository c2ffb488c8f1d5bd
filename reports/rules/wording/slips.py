"""N-R18: slips of the pen. They only inform: words that stand twice, marks without their partner,
numbering with a gap, a number without its unit, wrong characters, dates that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from reports.rules.context import Checked, Violation, shortened
from reports.rules.sentences import masked_titles
from reports.rules.wording.doubled import doubled
from reports.rules.wording.pairs import out_of_order, unpaired

Slip = tuple[str, str, str]  # variant of the message, quote, what is right
MOST_OF_A_KIND = 20  # in one section


def no_slips(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """Each slip once per section."""
    for section in checked.sections(options):
        text = checked.text(section.code)
        found = dict.fromkeys(_slips(text, options)) if text.strip() else {}
        for variant, quote, right in found:
            values = {"where": section.title, "quote": shortened(quote), "right": right}
            yield Violation(values, section=section.code, variant=variant, quote=quote)


def _slips(text: str, options: Mapping[str, Any]) -> Iterator[Slip]:
    kinds: Mapping[str, Iterator[str]] = {
        "doubled": doubled(text, options),
        "unpaired": unpaired(text),
        "order": out_of_order(text),
        "unit": _without_unit(text, options),
    }
    for variant, quotes in kinds.items():
        for quote in list(dict.fromkeys(quotes))[:MOST_OF_A_KIND]:
            yield variant, quote, ""
    for entry in options["wrong_words"]:
        found = re.finditer(entry["wrong"], text)
        yield from (("word", match.group(), entry["right"]) for match in found)
    for pattern in options["broken_dates"]:
        yield from (("date", match.group(), "") for match in re.finditer(pattern, text))


def _without_unit(text: str, options: Mapping[str, Any]) -> Iterator[str]:
    pattern = _counts("|".join(options["counted"]), "|".join(options["sums"]))
    for match in pattern.finditer(masked_titles(text)):
        yield text[match.start("said") : match.end("number")]


@cache
def _counts(counted: str, sums: str) -> re.Pattern[str]:
    """A number right behind what is counted, with nothing but a mark behind it."""
    acts = r"(?:公开|发布|收到|接到|受理|办理|办结|答复|更新|推送|发放|印发|制发|新收)"
    number = r"\s?(?P<number>\d{1,3}(?:,\d{3}){1,2}|\d{1,6})\s?(?=[，。；！\n]|$)"
    what = rf"{acts}[^，。；：、\d\n]{{0,12}}?(?:{counted})|(?:{sums})"
    return re.compile(rf"(?P<said>{what}){number}")
