"""Splits texts into sentences and compares them with last year's and with others'."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

YEAR = (
    r"(?<![\d〇○零一二三四五六七八九])"
    r"(?P<{}>[12１２]\s?\d\s?\d\s?\d|[一二][〇○零oO0０一二三四五六七八九]{{3}})\s?年"
)
SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
ANY_YEAR = re.compile(YEAR.format("year"))
# Where a sentence begins: past a number such as （一）, and past a heading or a phrase.
START = (
    r"^\s*(?:（[^（）]{1,3}）|[一二三四五六七八九十]{1,3}[、是]|\d{1,2}[.、．])?\s?"
    r"(?:[^，。；：:\d《]{2,14}[：:，,\s]\s?)?"
)
_TITLE_OF_A_DOCUMENT = re.compile(r"《[^《》]{0,100}》")
_YEAR_DIGITS = str.maketrans("〇○零oO一二三四五六七八九", "00000123456789")
TELLING = 10  # characters; shorter ones are headings that everybody uses


def one_spelling(text: str) -> str:
    """Return the text half-width, without spaces or a closing mark."""
    return "".join(unicodedata.normalize("NFKC", text).split()).rstrip(".:。")


def sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in SENTENCE.findall(text)]


def masked_titles(text: str) -> str:
    """Return the text with titles of documents blanked out, at the same length."""
    return _TITLE_OF_A_DOCUMENT.sub(lambda match: "＊" * len(match.group()), text)


def year_of(words: str) -> int:
    """Return a year as written: with spaces, full-width, or in Chinese."""
    return int("".join(words.split()).translate(_YEAR_DIGITS))


def comparable(text: str) -> list[str]:
    """Return the sentences without the year they name."""
    return [one_spelling(ANY_YEAR.sub("年", sentence)) for sentence in SENTENCE.findall(text)]


def share_repeated(text: str, before: str) -> float:
    """The share of a text (0 to 1) that consists of sentences of another."""
    now, last = Counter(comparable(text)), Counter(comparable(before))
    alike = sum(len(sentence) * n for sentence, n in (now & last).items())
    return alike / (sum(len(sentence) * n for sentence, n in now.items()) or 1)


@lru_cache(maxsize=128)
def sentence_digests(text: str, agency: str) -> Mapping[int, int]:
    """Map digests of distinctive sentences to their lengths, leaving out the agency's name.

    The digests of filed texts are stored in place of the words: enough to recognise a copy. Cached,
    as it is asked at every save.
    """
    sentences = comparable(text.replace(agency, "") if agency else text)
    return {_digest(sentence): len(sentence) for sentence in sentences if len(sentence) >= TELLING}


def _digest(sentence: str) -> int:
    """Return 63 bits, which both databases can store."""
    return int.from_bytes(hashlib.sha256(sentence.encode()).digest()[:8], "big") >> 1
