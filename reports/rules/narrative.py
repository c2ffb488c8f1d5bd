"""Checks of a report's texts and headings, each named by a rule in the edition files.

A warning costs the filer a written reason, so these speak up only in clear cases: other years are
legitimate in plans, comparisons, document titles and document numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from reports.form.content import RuleContext
from reports.form.edition import Edition, Section
from reports.rules.cited import wrong_documents
from reports.rules.context import Checked, Violation, listed, shortened
from reports.rules.sentences import YEAR, one_spelling, sentences, share_repeated, year_of

_PERIOD = re.compile(
    YEAR.format("first_year")
    + r"\s?(?P<first_month>\d{1,2})\s?月(?:\s?(?P<first_day>\d{1,2})\s?日)?"
    + r"\s?[起始]?\s?(?:至|到|[-—－–~～]+)\s?(?:"
    + YEAR.format("last_year")
    + r")?\s?(?P<last_month>\d{1,2})\s?月(?:\s?(?P<last_day>\d{1,2})\s?日)?"
)
_DOTTED_PERIOD = re.compile(
    r"(?<!\d)(?P<first_year>\d{4})[./-](?P<first_month>\d{1,2})[./-](?P<first_day>\d{1,2})"
    r"\s?(?:至|到|[-—－–~～]+)\s?"
    r"(?:(?P<last_year>\d{4})[./-])?(?P<last_month>\d{1,2})[./-](?P<last_day>\d{1,2})(?!\d)"
)
_REPORT_TITLE = re.compile(
    r"(?P<agency>.*?)(?P<year>\d{4})年度?政府信息公开(?:工作)?(?:年度报告|年报)"
)
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}(?=年)")


def period_is_the_reporting_year(
    checked: Checked, options: Mapping[str, Any]
) -> Iterator[Violation]:
    """N-R08: a period stated for the figures is 1 January to 31 December of the reporting year."""
    told = (
        (section, sentence)
        for section in checked.sections(options)
        for sentence in sentences(checked.text(section.code))
    )
    for section, sentence in told:
        for match in (*_PERIOD.finditer(sentence), *_DOTTED_PERIOD.finditer(sentence)):
            stated = any(word in sentence for word in options["words"])
            excused = any(word in sentence for word in options["excuses"])
            year = checked.content.year
            if _is_year(match, year) or (not stated and (excused or not _is_year(match))):
                continue
            quote = match.group()
            yield Violation(
                {"quote": shortened(quote), "year": year}, section=section.code, quote=quote
            )


def _is_year(match: re.Match[str], year: int | None = None) -> bool:
    """Whether the period is one whole year, namely `year` if that is given."""
    first, last = year_of(match["first_year"]), year_of(match["last_year"] or match["first_year"])
    days = [int(match[name] or full) for name, full in (("first_day", 1), ("last_day", 31))]
    months = [int(match["first_month"]), int(match["last_month"])]
    return first == last == (year or first) and [*months, *days] == [1, 12, 1, 31]


def six_sections(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R10: no part is missing; in a file, the parts are in order and have their titles."""
    yield from _parts_without_text(checked)
    found = [one_spelling(title) for title in checked.content.titles]
    places = []
    for section in checked.edition.sections if found else ():
        place = _place(section, found)
        if place is None:
            yield Violation({"expected": section.title}, section=section.code, variant="missing")
            continue
        places.append(place)
        if found[place] not in _titles(section):
            title = checked.content.titles[place]
            values = {"expected": section.title, "found": shortened(title)}
            yield Violation(values, section=section.code, variant="wrong", quote=title)
    if places != sorted(places):
        order = listed((checked.content.titles[place] for place in sorted(places)), len(places))
        yield Violation({"found": order}, variant="order")


def _parts_without_text(checked: Checked) -> Iterator[Violation]:
    for section in checked.edition.sections:
        if section.is_narrative and not text_length(checked.text(section.code)):
            values = {"expected": section.title}
            yield Violation(values, section=section.code, variant="blank", blank=True)


def _titles(section: Section) -> tuple[str, ...]:
    return tuple(one_spelling(title) for title in (section.title, section.long_title) if title)


def _place(section: Section, found: list[str]) -> int | None:
    """Return the section's position: by its title, its words, or else its number."""
    titles = _titles(section)
    number = titles[0].partition("、")[0] + "、"
    words = {title.partition("、")[2] for title in titles}
    tests = (
        [place for place, title in enumerate(found) if title in titles],
        [place for place, title in enumerate(found) if title.partition("、")[2] in words],
        [place for place, title in enumerate(found) if title.startswith(number)],
    )
    return next((places[0] for places in tests if places), None)


def edition_fits(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R11: the tables are those of the year's form; so are the title and the document cited."""
    content, edition = checked.content, checked.edition
    values = {"year": content.year, "document": edition.document}
    if not edition.serves(content.year):
        yield Violation(values, variant="edition")
    if content.title and not _title_fits(checked):
        values = {**values, "found": shortened(content.title), "agency": content.agency}
        yield Violation(values, variant="title", quote=content.title)
    yield from wrong_documents(checked, options)


def _title_fits(checked: Checked) -> bool:
    """Whether the title is `机关名称 + 年份 + 政府信息公开工作年度报告`, the name perhaps on its
    own line."""
    title = one_spelling(checked.content.title)
    title = _CHINESE_YEAR.sub(lambda match: match.group().translate(_CHINESE_DIGITS), title)
    match = _REPORT_TITLE.match(title)
    if match is None or int(match["year"]) != checked.content.year:
        return False
    named, agency = match["agency"], one_spelling(checked.content.agency)
    return not named or not agency or named in agency or agency in named


def texts_say_something(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R12: no text is hollow, too short to say much, or copied from last year or from others."""
    for section in checked.sections(options):
        text = checked.text(section.code)
        length, least = text_length(text), options["least_characters"][section.code]
        values = {"where": section.title, "length": length, "least": least}
        if one_spelling(text) in options["hollow"]:
            yield Violation(values, section=section.code, variant="hollow", quote=text.strip())
        elif 0 < length < least:
            yield Violation(values, section=section.code, variant="short", quote=text.strip())
        else:
            before = checked.previous.texts.get(section.code, "") if checked.previous else ""
            share = share_repeated(text, before) if before else 0
            if share >= options["alike"]:
                yield Violation({**values, "share": f"{share:.0%}"}, section=section.code)
            copied = checked.around.copied.get(section.code, 0)  # only reviewers see whose
            if copied >= options["alike"]:
                values = {**values, "share": f"{copied:.0%}"}
                yield Violation(values, section=section.code, variant="others")


def compared_sections(edition: Edition) -> tuple[str, ...]:
    """The sections whose texts are compared with those of other reports."""
    own = texts_say_something.__name__
    options = (rule.options for rule in edition.rules if rule.check == own and rule.options)
    return tuple(code for found in options for code in found["sections"])


def text_is_not_too_long(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R14: sections keep to the advised length."""
    for section in checked.edition.sections:
        length = text_length(checked.text(section.code))
        most = advised_length(section, checked.around)
        if most and length > most:
            values = {"where": section.title, "length": length, "most": most}
            yield Violation(values, section=section.code)


def advised_length(section: Section, around: RuleContext) -> int | None:
    """The section's advised length, which a campaign may override; None if the edition has none."""
    return section.advised_length and (around.advised_length or section.advised_length)


def subjects_are_mentioned(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R15, N-R16: the texts address every subject, using one of its words."""
    text = "".join(checked.text(section.code) for section in checked.sections(options))
    of_governments = options.get("only_governments", False)
    if of_governments and not checked.content.is_government:
        return
    if not text.strip() and not of_governments:
        return  # empty texts are left to another rule
    missing = [s["name"] for s in options["subjects"] if not any(w in text for w in s["words"])]
    if missing:
        yield Violation({"missing": listed(missing, len(missing))}, section=options["sections"][0])


def processing_fee_is_told(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """N-R13: since the processing fee was introduced, section six says whether it was charged."""
    if checked.content.year < options["since"]:
        return
    for section in checked.sections(options):
        text = checked.text(section.code)
        if text.strip() and not any(word in one_spelling(text) for word in options["words"]):
            hollow = "hollow" if one_spelling(text) in options["hollow"] else ""
            yield Violation({"where": section.title}, section=section.code, variant=hollow)


def text_length(text: str) -> int:
    return len("".join(text.split()))
