"""Evens out what people write in a cell, each kind of column in its own way.

What a spreadsheet has made of a text is not guessed back: a code that became 1.23E+11 or a date is
refused by name. Each function returns the value evened out, leaves what it does not know to the
checks that follow, and raises Uneven.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from accounts.spreadsheets.marks import has_struck, is_raised, visible
from accounts.spreadsheets.reading import NoValue

Even = Callable[[Any], Any]

FIRST_SERIAL, LAST_SERIAL = 36_526, 73_050  # the days of 2000 to 2099 as a spreadsheet counts them
_START = dt.date(1899, 12, 30)
_POWER = re.compile(r"\d+(\.\d+)?[Ee]\+?\d+")
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(\s+0?0:00(:00)?)?"
)
_DIGITS_DAY = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_NUMBER = re.compile(r"(\d[\d,]*)(\.0+)?\s*(年度?|家|个|项|条|号)?")
_BETWEEN_CHARACTERS = re.compile(r"(?<=[\u3400-\u9fff·])\s+(?=[\u3400-\u9fff·])")
_SEVERAL = re.compile(r"[;；、，,/／|\n]")


class Uneven(ValueError):
    """What a cell holds is not what it was before a spreadsheet changed it; in words."""


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", visible(text)).strip()


def _is_blank(value: Any) -> bool:
    return value is None or isinstance(value, str) and not visible(value).strip()


def _require_text(value: Any) -> None:
    """Raises Uneven for what a spreadsheet holds as something else than text."""
    if isinstance(value, NoValue):
        raise Uneven(_("Found %(found)s: %(why)s.") % {"found": value.found, "why": value.why})
    if isinstance(value, bool):
        raise Uneven(_("Found the truth value %(found)s, expected text.") % {"found": value})
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        raise Uneven(
            _(
                "Found the date %(found)s, expected text. Format the column as text and write"
                " it anew."
            )
            % {"found": shown(value)}
        )


def shown(value: Any) -> str:
    """Return a cell as it reads, dates as 2026-01-31."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(" ") if value.time() != dt.time() else value.date().isoformat()
    if isinstance(value, float):
        return f"{value:.15g}"
    return visible(str(value)).strip()


def text(value: Any) -> Any:
    """Text as it is, without blanks around it. Raises Uneven for numbers and dates."""
    if _is_blank(value):
        return ""
    _require_text(value)
    if isinstance(value, int | float):
        raise Uneven(_("Found the number %(found)s, expected text.") % {"found": shown(value)})
    return visible(str(value)).strip()


def name(value: Any) -> Any:
    """A name, without the blanks that fill it up between its characters."""
    return _BETWEEN_CHARACTERS.sub("", text(value))


def login(value: Any) -> Any:
    """A user name: half width, no blanks; digits may have become a number."""
    return _digits_or_text(value, upper=False)


def code(value: Any) -> Any:
    """A code: half width, capitals, no blanks; up to 15 digits may have become a number."""
    return _digits_or_text(value, upper=True)


def _digits_or_text(value: Any, *, upper: bool) -> Any:
    if _is_blank(value):
        return ""
    _require_text(value)
    if isinstance(value, int | float):
        return _digits_of(value)
    if has_struck(value) or any(map(is_raised, visible(value))):
        return visible(value).strip()  # for the check that follows
    found = re.sub(r"\s+", "", _half_width(value)).lstrip("'‘’")
    if _POWER.fullmatch(found):
        raise _lost(found)
    return found.upper() if upper else found


def _digits_of(value: float) -> str:
    if value != int(value) or value < 0:
        raise Uneven(_("Found the number %(found)s, expected text.") % {"found": shown(value)})
    if abs(value) >= 10**15:
        raise _lost(f"{value:.5E}")
    return str(int(value))


def _lost(found: str) -> Uneven:
    return Uneven(
        _(
            "Found %(found)s: the spreadsheet made a number of the code and has lost its last"
            " digits. Format the column as text and write it anew."
        )
        % {"found": found}
    )


def telephone(value: Any) -> Any:
    """A telephone number: half width; digits may have become a number. Raises Uneven."""
    if _is_blank(value):
        return ""
    _require_text(value)
    if isinstance(value, int | float):
        return _digits_of(value)
    found = re.sub(r"\s+", " ", _half_width(value)).lstrip("'‘’")
    if _DAY.fullmatch(found):
        raise Uneven(_("Found the date %(found)s, expected a telephone number.") % {"found": found})
    if _POWER.fullmatch(found):
        raise _lost(found)
    return re.sub(r"\s*[-–—－]\s*", "-", found)


def mobile(value: Any) -> Any:
    """A mobile number: its digits alone."""
    return re.sub(r"[\s-]+", "", telephone(value)).removeprefix("+86")


def mail(value: Any) -> Any:
    return re.sub(r"\s+", "", _half_width(text(value)))


def whole_number(value: Any) -> Any:
    """A whole number, also written 2026年, １０ or 10.0; anything else stays as it is."""
    if isinstance(value, NoValue | dt.date):
        _require_text(value)
    if isinstance(value, float) and value == int(value):
        return int(value)
    if not isinstance(value, str) or any(map(is_raised, visible(value))):
        return value
    found = _NUMBER.fullmatch(_half_width(value))
    return int(found[1].replace(",", "")) if found else visible(value).strip()


def day(value: Any) -> Any:
    """A day, also as the number by which a spreadsheet counts days; anything else as it is."""
    if isinstance(value, NoValue):
        _require_text(value)
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    found = _half_width(str(shown(value)))
    if found.isascii() and found.isdecimal() and FIRST_SERIAL <= int(found) <= LAST_SERIAL:
        return _START + dt.timedelta(int(found))
    match = _DAY.fullmatch(found) or _DIGITS_DAY.fullmatch(found)
    try:
        return dt.date(*map(int, match.groups()[:3])) if match else found
    except ValueError:
        return found


def word(value: Any) -> Any:
    """A word of a list: as it is, without blanks."""
    if isinstance(value, NoValue | dt.date):
        _require_text(value)
    return re.sub(r"\s+", "", shown(value)) if isinstance(value, str) else value


def several(text_: str) -> list[str]:
    """Split what is joined by ; 、 , / | or a line break."""
    return [part.strip() for part in _SEVERAL.split(text_) if part.strip()]
