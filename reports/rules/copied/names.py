"""N-R21: another agency or county, as it stays behind in a text that was copied.

Reports name many bodies rightly: those that lead, help, hear or are visited. So a body of the own
county, or one above it, is told only where it stands as the one who reports: at the head of a
sentence that tells what was done, or as whose report this is. Another county's is told anywhere,
in titles of documents too, but beside a visit. What is its own stands in the agency's name: its
places, and its own words, of which people write some (卫健局 for 卫生健康局).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from reports.form.content import Content
from reports.rules.context import Checked, Violation
from reports.rules.copied.places import (
    COUNTY,
    HAN,
    begins_well,
    in_short,
    is_autonomous,
    split,
)
from reports.rules.sentences import START, YEAR, masked_titles, one_spelling, sentences

_OFFICE = re.compile(r"(?:人民政府|政府|办事处|委员会|管委会|办公室)$")
_RUN = re.compile(rf"{HAN}*$")
_BEFORE, _AFTER = 8, 14  # characters beside a name
_LONGEST_NAME = 24
_ALONE = rf"{HAN}{{2,16}}?自治[县州旗]|{HAN}{{2,6}}[左右前后中]旗|{HAN}{{2,4}}[县市区州旗]"


@dataclass(frozen=True, eq=False)  # made once for each rule
class _Words:
    """The rule's words, compiled."""

    subject: re.Pattern[str]
    of_a_report: tuple[re.Pattern[str], ...]
    body: re.Pattern[str]
    cut: re.Pattern[str]
    words: re.Pattern[str]
    no_names: re.Pattern[str]
    beside: re.Pattern[str]
    behind: re.Pattern[str]
    told_to_us: re.Pattern[str]
    towns: re.Pattern[str]
    tells: re.Pattern[str]


@dataclass(frozen=True)
class _Own:
    """The agency whose report it is: its places in short, the nearest last, and the rest of its
    name."""

    name: str
    written: tuple[str, ...]  # its places as they stand in the name
    body: str

    @cached_property
    def places(self) -> tuple[str, ...]:
        return tuple(map(in_short, self.written))

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        return (*self.written, *self.places)

    @property
    def core(self) -> str:
        """What is left of 青石镇人民政府 where people write 青石镇."""
        return _OFFICE.sub("", self.name) or self.name

    def is_meant(self, name: str) -> bool:
        """Whether a name is its own, a part of it, one of its parts, or what it is called."""
        if self.core in name or self.name.startswith(name):
            return True
        places, body = split(name)
        ours = not self.places or not places or in_short(places[-1]) in self.places
        return ours and (_shortens(body, self.body) or _shortens(self.body, body))

    def is_government(self) -> bool:
        return bool(self.places) and self.body in {"", "人民政府", "政府"}


def other_body_named(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """One violation for each name in each section."""
    own = _own(checked.content.agency)
    if not own.name:
        return
    words, known = _words_of(options), frozenset(map(one_spelling, checked.around.agencies))
    for section in checked.sections(options):
        found: dict[str, None] = {}
        for sentence in sentences(checked.text(section.code)):
            found |= dict.fromkeys(_others(sentence, own, known, words))
        for name in found:
            values = {"where": section.title, "quote": name, "agency": checked.content.agency}
            yield Violation(values, section=section.code, quote=name)


def subjects(content: Content, options: Mapping[str, Any]) -> set[str]:
    """Names of which only the portal's list knows whether they are other agencies': 青石镇人民政府,
    and with the county put in front, 县财政局. None in most reports."""
    own, words = _own(content.agency), _words_of(options)
    found = {
        match["name"]
        for code in options["sections"]
        for sentence in sentences(content.texts.get(code, ""))
        if (match := words.subject.match(masked_titles(sentence)))
    }
    unknown = {name for name in found if not own.is_meant(name) and not split(name)[0]}
    return {full for name in unknown for full in _in_full(name, own)} if own.name else set()


def _others(sentence: str, own: _Own, known: frozenset[str], words: _Words) -> Iterator[str]:
    plain = masked_titles(sentence)
    whose = (pattern.search(plain) for pattern in words.of_a_report)
    reporting = [words.subject.match(plain), *whose]
    for match in filter(None, reporting):
        if _is_another(match["name"], own, known, words) and not words.told_to_us.search(sentence):
            yield match["name"]
            return
    yield from _of_other_counties(sentence, own, words)


def _is_another(name: str, own: _Own, known: frozenset[str], words: _Words) -> bool:
    places, body = split(name)
    if own.is_meant(name):
        return False
    if not places:
        a_town = words.towns.match(name) and not own.is_government()
        return bool(a_town) or any(full in known for full in _in_full(name, own))
    if in_short(places[-1]) in own.places:
        return bool(body) and not own.is_government() and body not in {"人民政府", "政府"}
    odd = words.no_names.search(name) and not is_autonomous(places[-1])
    return not odd and not _has_other_words(places[0], own, words)


def _has_other_words(place: str, own: _Own, words: _Words) -> bool:
    """Whether the beginning of a place is no part of its name: 会同棠溪县."""
    if in_short(place) in own.places:
        return False
    other = words.cut.search(place[:-1]) or words.words.search(place[:-1])
    return bool(other) or place.endswith(own.spellings)


def _in_full(name: str, own: _Own) -> Iterator[str]:
    yield name
    if own.places and name[0] == own.places[-1][-1]:
        yield own.places[-1] + name[1:]


def _of_other_counties(sentence: str, own: _Own, words: _Words) -> Iterator[str]:
    """Yield names such as 清河县教育局, where the own county is known and another one."""
    if not any(COUNTY.search(place) for place in own.places):
        return
    for mark in COUNTY.finditer(sentence):
        if own.places and sentence.endswith(own.spellings, 0, mark.end()):
            continue
        start = _start_of_place(sentence, mark, words)
        if start is None or in_short(sentence[start : mark.end()]) in own.places:
            continue
        name = _body_behind(sentence, start, mark.end(), words)
        end = start + len(name)
        beside = words.beside.search(sentence[max(0, start - _BEFORE) : start])
        if name and not beside and not words.behind.match(sentence[end : end + _AFTER]):
            yield name


def _start_of_place(sentence: str, mark: re.Match[str], words: _Words) -> int | None:
    """Return where the name of a county begins, if its beginning can be told."""
    before = sentence[max(0, mark.start() - _BEFORE) : mark.start()]
    run = _RUN.search(before)
    place = _place_at_end(run.group() if run else "", mark.group(), words)
    return mark.end() - len(place) if place else None


@lru_cache(maxsize=1024)
def _place_at_end(run: str, mark: str, words: _Words) -> str:
    found = (*words.cut.finditer(run), *words.words.finditer(run))
    place = run[max((match.end() for match in found), default=0) :] + mark
    odd = words.no_names.search(place) and not is_autonomous(place)
    return "" if odd or not begins_well(place) else place


def _body_behind(sentence: str, start: int, end: int, words: _Words) -> str:
    """Return the name with its body; a county alone counts where it tells what it did."""
    if body := words.body.match(sentence, end):
        return sentence[start : body.end()]
    alone = sentence[end - 1] != "区" and words.tells.match(sentence, end)
    return sentence[start:end] if alone else ""


# Names ----------------------------------------------------------------------------------------


@cache
def _own(agency: str) -> _Own:
    name = one_spelling(agency)
    places, body = split(name)
    return _Own(name, places, body)


def _shortens(short: str, name: str) -> bool:
    """Whether the characters of one stand in the other in this order."""
    rest = iter(name)
    return bool(short) and all(char in rest for char in short)


def _words_of(options: Mapping[str, Any]) -> _Words:
    lists = ("bodies", "tells", "cut", "no_names", "beside", "behind", "told_to_us")
    joined = ("|".join(options[name]) for name in lists)
    reports, towns = tuple(options["of_a_report"]), options["towns"]
    return _compiled(reports, options["words"], towns, *joined)


@cache
def _compiled(
    reports: tuple[str, ...],
    common: str,
    towns: str,
    bodies: str,
    tells: str,
    cut: str,
    no_names: str,
    beside: str,
    behind: str,
    told_to_us: str,
) -> _Words:
    name = rf"(?P<name>{HAN}{{2,{_LONGEST_NAME}}}?(?:{bodies}))"
    whole = name.replace("))", f")|{_ALONE})")
    first, again = (rf"(?:{YEAR.format(which)}度?)" for which in ("first", "again"))
    subject = (
        rf"{START}(?:{first}(?:全年|以来)?[，,]?\s?)?{whole}(?:办公室)?\s?{again}?[，,]?(?:{tells})"
    )
    filled = (text.replace("{name}", name).replace("{year}", first) for text in reports)
    return _Words(
        re.compile(subject),
        tuple(map(re.compile, filled)),
        re.compile(rf"委(?!员)|{HAN}{{0,12}}?(?:{bodies})"),
        re.compile(cut),
        re.compile("|".join(common.split())),
        re.compile(no_names),
        re.compile(beside),
        re.compile(rf"{HAN}{{0,6}}?(?:{behind})"),
        re.compile(told_to_us),
        re.compile(towns),
        re.compile(rf"\s?(?:{tells})"),
    )
