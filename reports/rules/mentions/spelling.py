"""Step 1: one spelling of a text, and the way back from each place in it to the text as written.

Half-width digits and full-width marks, no spaces, no quotation marks, no line broken in the middle
of a sentence, titles of documents masked. What follows never has to think of any of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_WIDE = str.maketrans("０１２３４５６７８９．％〇", "0123456789.%零")
_MARKS = str.maketrans(",;:()!?〔〕﹝﹞[]", "，；：（）！？（）（）（）")
_TITLE = re.compile(r"《[^《》\n]{0,100}》")
_ANYBODY = re.compile(
    r"(?:公民|个人)、(?:法人|企业)(?:(?:、|和|或|或者|及|以及)其[他它]组织)?|(?:单位|组织)、(?:组织|单位)(?:和|或|或者)个人"
)
_NUMBERED = re.compile(r"[〔﹝\[［（(][12]\d{3}年?[〕﹞\]］）)]\s?(?:第?\s?\d{1,4}\s?号)")
_DROPPED = re.compile(r"[ \t\r\f\v\u3000\u00a0\u200b\ufeff“”\"‘’'「」『』]+|\n")
_NUMBERING = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[一二三四五六七八九十]是)"
)
_GOES_ON = re.compile(r"[\w，、]")  # the last character of a line that does not end there
LOOK_BACK = 200  # characters; few sentences are longer
_SENTENCE_ENDS = "。；;！？!?\n"
_CLAUSE_ENDS = _SENTENCE_ENDS + "，,、（）()"
_NEXT_END = re.compile(f"[{re.escape(_CLAUSE_ENDS)}]")
LONG_LINE = 25  # characters; a shorter line is a heading or stands by itself


@dataclass(frozen=True)
class Spelling:
    """A text in one spelling; `places` has for each character its place in the text as written."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of `text` stands in the text as written."""
        return self.places[start], self.places[end - 1] + 1


@lru_cache(maxsize=64)
def plain(text: str) -> str:
    """Return the text, at the same length, with half-width digits and document titles blanked out.

    A list that means anybody becomes one word, so that its comma does not split the sentence.
    """
    text = _ANYBODY.sub(lambda match: "众" * len(match.group()), text.translate(_WIDE))
    text = _TITLE.sub(lambda match: "＊" * len(match.group()), text)
    return _NUMBERED.sub(lambda match: "＊" * len(match.group()), text)


@lru_cache(maxsize=64)
def spelled(text: str) -> Spelling:
    even = plain(text).translate(_MARKS)
    pieces: list[str] = []
    places: list[int] = []
    for start, end in _kept(even):
        pieces.append(even[start:end])
        places.extend(range(start, end))
    return Spelling("".join(pieces), tuple(places))


def _kept(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches that stay; a line that goes on loses its line break."""
    at = line = 0
    for match in _DROPPED.finditer(text):
        if match.group() == "\n":
            broken = _is_broken(text, line, match.start())
            line = match.end()
            if not broken:
                continue
        yield at, match.start()
        at = match.end()
    yield at, len(text)


def _is_broken(text: str, line: int, end: int) -> bool:
    """Whether the line break at `end`, of the line that begins at `line`, is in mid-sentence."""
    last = end - 1
    while last > line and text[last].isspace():
        last -= 1
    if last - line < LONG_LINE or not _GOES_ON.match(text, last):
        return False
    after = text[end + 1 : end + 2]
    return bool(after) and after != "\n" and not _NUMBERING.match(text, end + 1)


# The words around a place -----------------------------------------------------------------------


def clause_before(text: str, place: int) -> str:
    """Return the words between the last punctuation mark and a position."""
    start = max(0, place - LOOK_BACK)
    cut = max(text.rfind(mark, start, place) for mark in _CLAUSE_ENDS)
    return text[max(cut + 1, start) : place]


def clause_after(text: str, place: int) -> str:
    end = _NEXT_END.search(text, place, place + 60)
    return text[place : end.start() if end else place + 60]


def sentence_before(text: str, place: int) -> str:
    start = max(0, place - LOOK_BACK)
    cut = max(text.rfind(mark, start, place) for mark in _SENTENCE_ENDS)
    return text[max(cut + 1, start) : place]
