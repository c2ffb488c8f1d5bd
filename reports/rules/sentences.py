"""How texts are cut into sentences and compared: with last year's, and with those of others."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

YEAR = r"(?<!\d)(?P<{}>[12１２]\s?\d\s?\d\s?\d)\s?年"
SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
ANY_YEAR = re.compile(YEAR.format("year"))
TELLING = 10  # characters; headings and the like are shorter, and everybody's


def one_spelling(text: str) -> str:
    """Half-width, no spaces, no closing mark."""
    return "".join(unicodedata.normalize("NFKC", text).split()).rstrip(".:。")


def comparable(text: str) -> list[str]:
    """The sentences without the year they name."""
    return [one_spelling(ANY_YEAR.sub("年", sentence)) for sentence in SENTENCE.findall(text)]


def share_repeated(text: str, before: str) -> float:
    """The part of a text that stands in sentences of another."""
    now, last = Counter(comparable(text)), Counter(comparable(before))
    alike = sum(len(sentence) * n for sentence, n in (now & last).items())
    return alike / (sum(len(sentence) * n for sentence, n in now.items()) or 1)


@lru_cache(maxsize=128)
def sentence_digests(text: str, agency: str) -> Mapping[int, int]:
    """Names of the telling sentences -> their lengths. What an agency calls itself is left out.

    The names are kept of what was filed, in place of the words: enough to know a copy again.
    Asked at every save, so kept.
    """
    sentences = comparable(text.replace(agency, "") if agency else text)
    return {_digest(sentence): len(sentence) for sentence in sentences if len(sentence) >= TELLING}


def _digest(sentence: str) -> int:
    """63 bits, as both databases keep them."""
    return int.from_bytes(hashlib.sha256(sentence.encode()).digest()[:8], "big") >> 1
