"""P-R01: personal data in the texts, which are published, and their masking in all messages.

A violation blocks filing and no reason resolves it, so numbers count as personal only by their
form (checksum and date of birth, Luhn, the groups in which people write telephone numbers), or
behind a word that says whose they are (身份证): then whatever their form.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from reports.form.content import Content
from reports.rules.context import Checked, Violation, listed

Span = tuple[int, int]

# One character for one, so that positions in the text do not change.
_PLAIN = str.maketrans(
    "０１２３４５６７８９Ｘｘ＋－—–·•・‧．／\u3000\xa0\t＊×✱", "0123456789Xx+-------./   ***", ""
)
_URL = re.compile(
    r"(?:https?://|www\.)[!-~]+"
    r"|(?<![A-Za-z0-9_@.-])[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,6}"
    r"\.(?:cn|com|net|org|gov|edu|info|top|中国)(?![A-Za-z0-9-])(?:[/:?][!-~]*)?"
)
_GAP = r"[ -]{0,2}"
_BEFORE = r"(?<![\dA-Za-z_.*])"
_AFTER = r"(?![\dA-Za-z_*]|\.\d)"
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_ID_18 = re.compile(
    rf"{_BEFORE}(?=({_PROVINCE}(?:{_GAP}\d){{15}}{_GAP}[\dXx]){_AFTER})"  # overlapping on purpose
)
_ID_15 = re.compile(rf"{_BEFORE}(?=({_PROVINCE}\d{{4}}{_GAP}\d{{6}}{_GAP}\d{{3}}){_AFTER})")
_CARD = re.compile(
    rf"{_BEFORE}(?<!\d[ -])(62\d{{14,17}}|[3-69]\d{{15}}|[3-69]\d{{18}}|"
    r"[3-69]\d{3}(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?)"
    rf"{_AFTER}(?![ -]\d)"
)
_MOBILE = re.compile(
    r"(?<![\dA-Za-z_.*])(?:(?:\+|00)?86[ -]?)?"
    r"(1[3-9]\d[ -]?\d{4}[ -]?\d{4}|1[3-9]\d{2}[ -]\d{3}[ -]\d{4}|1[3-9]\d{3}[ -]\d{6}"
    r"|1[3-9]\d ?(?P<mark>[-./]) ?\d{4} ?(?P=mark) ?\d{4}|1[3-9]\d(?:[ .-]\d\d){4})"
    r"(?![\d*]|\.\d|\s?万?[元件条])"
)
# Fifteen or eighteen places, however they are grouped.
_PLACES = (
    r"(?P<number>\d(?:[ ./-]{0,2}\d){14}(?:(?:[ ./-]{0,2}\d){2}[ ./-]{0,2}[\dXx])?)(?![\dA-Za-z*])"
)
_NEXT = re.compile(rf"[^\d*。；\n]{{1,8}}?{_PLACES}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_KEPT = {"id_card": (3, 2), "bank_card": (4, 4), "mobile": (3, 4), "address": (2, 0)}


@dataclass(frozen=True)
class Signs:
    """The edition file's definitions of personal data, compiled for searching."""

    papers: tuple[str, ...]  # words before a number that rule out a bank card
    identity: re.Pattern[str]
    address: re.Pattern[str]


def signs(options: Mapping[str, Any]) -> Signs:
    leads = "|".join(options["leads"]).replace("{surname}", f"[{options['surnames']}]")
    places, further = (
        "|".join(options[name]).replace("{number}", r"[\d一二三四五六七八九十]{1,5}\s?")
        for name in ("places", "further")
    )
    identity = "|".join(options["identity"])
    return Signs(tuple(options["numbers_of_papers"]), _identity(identity),
                 _address(leads, places, further))  # fmt: skip


@cache
def _identity(leads: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{leads})(?P<between>[^\d*。；\n]{{0,14}}?){_PLACES}")


@cache
def _address(leads: str, places: str, further: str) -> re.Pattern[str]:
    """A house or village group to its end, after words that say whose home it is."""
    place = rf"[^，。；：\n]{{0,30}}?(?:{places})(?:{further}){{0,5}}"
    return re.compile(rf"(?:{leads})[：:]?\s?(?P<place>{place})")


def no_personal_data(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """One violation for each kind in each section, quoting the first few, masked.

    The only rule that sees the texts as written; all others see them masked.
    """
    known = signs(options)
    for section in checked.sections(options):
        text = checked.written.texts.get(section.code, "")
        found: dict[str, list[str]] = {}
        for kind, start, end in places(text, checked.content.year, known):
            found.setdefault(kind, []).append(_short(text[start:end], kind))
        for kind, words in found.items():
            values = {"where": section.title, "quote": listed(dict.fromkeys(words))}
            yield Violation(values, section=section.code, variant=kind)


@lru_cache(maxsize=64)
def places(text: str, year: int, known: Signs) -> tuple[tuple[str, int, int], ...]:
    """Kind, start and end of personal data; spans never overlap. Cached, as it is asked often."""
    plain = _URL.sub(lambda match: "_" * len(match.group()), text.translate(_PLAIN))
    taken: list[tuple[str, int, int]] = []
    covered = bytearray(len(plain))  # for each character whether a place was taken there
    finders = (
        ("id_card", _told_to_be_ids(plain, known)),
        ("id_card", _id_cards(plain, year)),
        ("bank_card", _bank_cards(plain, known.papers)),
        ("mobile", (match.span(1) for match in _MOBILE.finditer(plain))),
        ("address", (match.span("place") for match in known.address.finditer(plain))),
    )
    for kind, spans in finders:
        for start, end in spans:
            if not any(covered[start:end]):
                taken.append((kind, start, end))
                covered[start:end] = b"\x01" * (end - start)
    return tuple(taken)


def _short(words: str, kind: str) -> str:
    """Return the words masked: `138****1234`, or only the beginning of an address."""
    first, last = _KEPT[kind]
    word = re.sub(r"[\s-]", "", words.translate(_PLAIN))
    return f"{word[:first]}****{word[len(word) - last :]}"


def masked(text: str, year: int, known: Signs) -> str:
    """Return the text with personal data masked by asterisks; its length and positions stay."""
    at, parts = 0, list[str]()
    for kind, start, end in sorted(places(text, year, known), key=lambda place: place[1]):
        first, last = _KEPT[kind]
        parts += (text[at : start + first], "*" * (end - start - first - last))
        at = end - last
    return "".join((*parts, text[at:]))


def masked_content(content: Content, known: Signs) -> Content:
    """Return the content as rules may quote it, masked: findings are stored, mailed and read."""

    def hide(text: str) -> str:
        return masked(text, content.year, known)

    return replace(
        content,
        texts={code: hide(text) for code, text in content.texts.items()},
        unreadable={cell: hide(typed) for cell, typed in content.unreadable.items()},
        unread={cell: hide(found) for cell, found in content.unread.items()},
        title=hide(content.title),
        titles=tuple(map(hide, content.titles)),
    )


def _id_cards(text: str, year: int) -> Iterator[Span]:
    """18 digits by checksum and date of birth; 15, as issued before 1999, by the date alone."""
    for match in _ID_18.finditer(text):
        number = _digits(match[1])
        born = number[6:14]
        if 1900 <= int(born[:4]) <= year + 1 and _is_date(born) and _checks(number):
            yield match.span(1)
    for match in _ID_15.finditer(text):
        if _is_date("19" + _digits(match[1])[6:12]):
            yield match.span(1)


def _told_to_be_ids(text: str, known: Signs) -> Iterator[Span]:
    """Numbers behind 身份证, one or several; not where the number is said to be a paper's."""
    end = 0
    for match in known.identity.finditer(text):
        between = match["between"]
        if match.start() < end or any(between.find(word) > 0 for word in known.papers):
            continue
        following: re.Match[str] | None = match
        while following:
            yield following.span("number")
            end = following.end()
            following = _NEXT.match(text, end)


def _checks(number: str) -> bool:
    """GB 11643: whether the last character is the weighted sum of the others."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()


def _is_date(digits: str) -> bool:
    try:
        dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def _bank_cards(text: str, papers: tuple[str, ...]) -> Iterator[Span]:
    for match in _CARD.finditer(text):
        before = text[max(0, match.start() - 8) : match.start()]
        of_a_paper = any(word in before for word in papers)
        if not of_a_paper and _luhn(_digits(match[1])):
            yield match.span(1)


def _luhn(number: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(doubled)) % 10 == 0


def _digits(words: str) -> str:
    return re.sub(r"[ -]", "", words)
