"""Lines that a site prints around an article: its buttons, neighbours, owner and records.

A line is the site's if it consists of nothing but words for them, or begins with one that names
what follows it (主办单位：…). A report's own line that begins with such a word goes on otherwise.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from reports.reading.names import plain

LONGEST = 120
_SAID: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("site_words.toml").read_text(encoding="utf-8")
)


def _any(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


_WORDS = frozenset(_SAID["words"])
_PRESSES = re.compile(f"{_any(_SAID['buttons'])}{_any(_SAID['objects'])}?")
_RELATED = re.compile(_any(_SAID["about"]) + _any(_SAID["kinds"]))
_RAN = re.compile(r"[\u4e00-\u9fff]{2,30}(?:主办|承办|协办)")
_KEYS = re.compile(_any(_SAID["keys"]) + ":")
_RECORDS = re.compile(_any(_SAID["records"]), re.IGNORECASE)
_BESIDE = re.compile(_any(_SAID["beside"]))
_NEUTRAL = re.compile(r"[\d:年月日%]+|[^\w\u4e00-\u9fff]*")
_APART = re.compile(r"[\s|｜/·>»<«\[\]【】()（）〔〕,，、+—–-]+")


def is_of_site(line: str) -> bool:
    found = plain(line)
    if len(found) > LONGEST:
        return False
    if _RECORDS.search(found):
        return True
    if "。" in found:
        return False
    return _KEYS.match(found.lstrip("[【(<«•·")) is not None or _is_of_words(line)


def is_beside_site(line: str) -> bool:
    """Whether a line is the site's if another of its lines follows."""
    return is_of_site(line) or _BESIDE.match(plain(line)) is not None


def _is_of_words(line: str) -> bool:
    parts = [part for part in map(plain, _APART.split(line)) if not _NEUTRAL.fullmatch(part)]
    return bool(parts) and all(map(_is_word, parts))


def _is_word(part: str) -> bool:
    word = part.rstrip(":").lower()
    patterns = (_PRESSES, _RELATED, _RAN)
    return word in _WORDS or any(pattern.fullmatch(word) for pattern in patterns)
