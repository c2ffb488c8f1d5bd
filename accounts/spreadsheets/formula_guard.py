"""Guards text in CSV files that a spreadsheet would run as a formula, and removes the guard again.

A guarded text begins with an apostrophe, so that a spreadsheet shows it as text. A text that itself
begins with an apostrophe before such a sign gets a second one, so that reading returns exactly what
was written. Signed numbers such as +28 are numbers and stay as they are.
"""

from __future__ import annotations

import re

GUARD = "'"
_STARTS = frozenset("=+-@\t\r\n" + "＝＋－＠" + GUARD)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def guarded(text: str) -> str:
    return GUARD + text if _needs_guard(text) else text


def unguarded(text: str) -> str:
    return text[1:] if text[:1] == GUARD and _needs_guard(text[1:]) else text


def _needs_guard(text: str) -> bool:
    dangerous = text[:1] in _STARTS or text.lstrip()[:1] in _STARTS
    return bool(text) and dangerous and not _NUMBER.fullmatch(text)
