"""Parsing and formatting of figures as people write them.

Accepted are full-width digits, thousands separators (thin spaces too) and spaces around a number;
money may carry its unit and is normalised to 万元 (ten thousand yuan, four decimals). Invisible
marks are removed. Everything else is refused with a reason: a space inside, which may separate two
numbers, digits that are raised, circled or of another script, which are more often footnotes than
figures, and digits that are struck out. The examples in `tests/support/figures.toml` bind the
browser and every reader of files too.
"""

from __future__ import annotations

import json
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from accounts.spreadsheets.marks import (
    NOT_SHOWN,
    OTHERWISE,
    has_struck,
    is_raised,
    unstruck,
    visible,
    without_raised,
)
from reports.form.content import Figure
from reports.form.edition import Kind

MAX_DIGITS = 12
MONEY_DECIMALS = Decimal("0.0001")
YUAN_PER_UNIT = 10_000
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<digits>\d+|\d{1,3}(?:,\d{3})+)(?P<decimals>\.\d+)?")
_THIN_SPACE = re.compile(r"(?<=\d)[\u2009\u202f](?=\d{3}(?!\d))")  # between thousands
_SPACED = re.compile(r"[\d.,]\s+[\d.,]")
_UNITS = {"count": "件项条宗个", "signed_count": "件项条宗个", "money": "元"}
_COUNTED = "份件项条宗个次人户篇起例部批张家名册期场页则款本封位"  # one number of something
_DRESSED = re.compile(
    rf"[¥$]?(?P<number>[+-]?[\d,]+(?:\.\d+)?)(?P<word>[{_COUNTED}]次?|[百千万亿]?元?|%)"
)
_HALF_WRITTEN = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d*)\.(?P<decimals>\d*)")


class Fault(StrEnum):
    """Why a cell's entry is not a figure of its kind."""

    PLACEHOLDER = "placeholder"  # / - 无: 0 is required if there was nothing
    NOT_A_NUMBER = "not_a_number"
    DRESSED = "dressed"  # with a word or a sign of money that is not the cell's own unit
    HALF_WRITTEN = "half_written"  # 5. or .5
    SPACED = "spaced"  # may be two numbers
    RAISED = "raised"  # superscript, circled or foreign digits: perhaps a footnote
    OTHERWISE = "otherwise"  # a number that its cell shows as a date, a share, a thousandth
    NOT_SHOWN = "not_shown"  # a number or a word that the format of its cell hides
    NO_RESULT = "no_result"  # a formula whose result the file does not hold
    STRUCK = "struck"  # struck out: no longer a figure, or the one beside it is
    NEGATIVE = "negative"
    NOT_WHOLE = "not_whole"
    TOO_LONG = "too_long"
    TOO_PRECISE = "too_precise"


class FigureError(ValueError):
    def __init__(self, fault: Fault, found: str) -> None:
        super().__init__(f"{fault.value}: {found!r}")
        self.fault = fault
        self.found = found


PLACEHOLDERS = frozenset({"/", "-", "--", "—", "——", "无", "没有", "\\", "空"})


def parse_figure(written: str, kind: Kind) -> Figure | None:
    """Parse a cell's entry; None if it is blank. Raises FigureError."""
    if written.isascii() and written.isdigit() and len(written) <= MAX_DIGITS:
        return int(written)  # the usual case, ten times faster
    found = visible(written).strip()
    _require_unmarked(found, kind)
    half_width = unicodedata.normalize("NFKC", _THIN_SPACE.sub("", found))
    text = _normal(half_width)
    if not text:
        return None
    if text in PLACEHOLDERS:
        raise FigureError(Fault.PLACEHOLDER, found)
    if _SPACED.search(half_width):
        raise FigureError(Fault.SPACED, found)
    number, unit = _split_unit(text, kind)
    match = _NUMBER.fullmatch(number)
    if match is None:
        raise FigureError(_fault_of_no_number(text), found)
    if len(match["digits"].replace(",", "")) > MAX_DIGITS:
        raise FigureError(Fault.TOO_LONG, found)
    value = Decimal(number.replace(",", ""))
    return _money(value, unit, found) if kind == "money" else _count(value, kind, found)


def offered_figure(written: str, kind: Kind) -> str:
    """Return what a press may write instead of an entry that was refused, "" where one must look:
    0 for a sign for none, the number without its measure word, what a point leaves out."""
    text = _normal(unicodedata.normalize("NFKC", visible(written)))
    if text in PLACEHOLDERS:
        return "0"
    dressed, half = _DRESSED.fullmatch(text), _HALF_WRITTEN.fullmatch(text)
    number = ""
    if dressed and kind != "money" and dressed["word"][:1] in set(_COUNTED) and text[0] not in "¥$":
        number = dressed["number"]
    elif half and kind == "money":
        number = f"0{text}" if half["decimals"] and not half["sign"] else ""
    elif half and half["whole"] and not half["decimals"]:
        number = text.removesuffix(".")
    try:
        return shown_figure(parse_figure(number, kind), kind)
    except FigureError:
        return ""


def format_figure(value: Figure | None, *, signed: bool = False, grouped: bool = False) -> str:
    """Return `1571.55`, with `signed` `+28`, with `grouped` `1,571.55`; "" for blank."""
    if value is None:
        return ""
    number = value.normalize() if isinstance(value, Decimal) else value
    sign = "+" if signed and number > 0 else ""
    return f"{number:{sign}{',' if grouped else ''}{'f' if isinstance(number, Decimal) else 'd'}}"


def shown_figure(value: Figure | None, kind: Kind) -> str:
    """Return the figure as an input shows it: increases and decreases carry their sign."""
    return format_figure(value, signed=kind == "signed_count")


def _require_unmarked(found: str, kind: Kind) -> None:
    """Raises FigureError if a sign is struck out, raised or circled, or the number not shown."""
    if found.endswith(OTHERWISE):
        if found.endswith(NOT_SHOWN):
            raise FigureError(Fault.NOT_SHOWN, found.removesuffix(NOT_SHOWN))
        plain = found.removesuffix(OTHERWISE)
        raise FigureError(Fault.OTHERWISE if plain else Fault.NO_RESULT, plain)
    if has_struck(found):
        raise _fault_of_marked(unstruck(found), kind, Fault.STRUCK, found)
    if any(map(is_raised, found)):
        raise _fault_of_marked(without_raised(found), kind, Fault.RAISED, found)


def _fault_of_marked(plain: str, kind: Kind, fault: Fault, found: str) -> FigureError:
    """Return why marked text is no figure; words with a mark, as a label has, are just words."""
    try:
        parse_figure(plain, kind)
    except FigureError as error:
        fault = Fault.NOT_A_NUMBER if error.fault is Fault.NOT_A_NUMBER else fault
    return FigureError(fault, found)


def _fault_of_no_number(text: str) -> Fault:
    half = _HALF_WRITTEN.fullmatch(text)
    if half and (half["whole"] or half["decimals"]):
        return Fault.HALF_WRITTEN
    return Fault.DRESSED if _DRESSED.fullmatch(text) else Fault.NOT_A_NUMBER


def _normal(half_width: str) -> str:
    """Remove spaces and unify minus signs."""
    text = re.sub(r"\s+", "", half_width)
    return re.sub(r"[−–﹣]", "-", text) if text[1:] else text


def _split_unit(text: str, kind: Kind) -> tuple[str, str]:
    if kind == "money":
        for unit in ("万元", "元"):
            if text.endswith(unit):
                return text.removesuffix(unit), unit
        return text, ""
    return (text[:-1], text[-1]) if text[-1] in _UNITS[kind] else (text, "")


def _money(value: Decimal, unit: str, found: str) -> Figure:
    amount = value / YUAN_PER_UNIT if unit == "元" else value
    if amount < 0:
        raise FigureError(Fault.NEGATIVE, found)
    rounded = amount.quantize(MONEY_DECIMALS, ROUND_HALF_UP)
    if rounded != amount and unit != "元":
        raise FigureError(Fault.TOO_PRECISE, found)
    return int(rounded) if rounded == rounded.to_integral_value() else rounded.normalize()


def _count(value: Decimal, kind: Kind, found: str) -> int:
    if value != value.to_integral_value():
        raise FigureError(Fault.NOT_WHOLE, found)
    if value < 0 and kind == "count":
        raise FigureError(Fault.NEGATIVE, found)
    return int(value)


class FigureEncoder(json.JSONEncoder):
    """Writes figures as JSON; decimals become plain numbers. Up to fifteen digits, a float's
    shortest form is the decimal it was made from, so nothing is lost.

    Migrations name this class and the next: both keep their names, their place and their JSON.
    """

    def default(self, o: Any) -> Any:
        return float(o) if isinstance(o, Decimal) else super().default(o)


class FigureDecoder(json.JSONDecoder):
    """Reads figures from JSON, with decimals as exact Decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "parse_float": Decimal})
