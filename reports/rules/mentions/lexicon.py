"""Step 2: the words of a text, by the labels of the edition and `reports/form/lexicon.toml`.

The longest word at a place wins; what stands in neither is a word too, of the slot `unknown`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import reports.form
from reports.form.edition import Edition
from reports.rules.mentions.extraction import Mention, mentions

FILE = Path(reports.form.__file__).parent / "lexicon.toml"
# Sections of the file whose keys are what a word means; the section says in which slot.
SLOTS = {
    "neutral": "", "vetoes": "veto", "channels": "channel", "times": "time", "bodies": "body",
    "acts": "act", "subjects": "subject", "results": "result", "applicants": "applicant",
    "outcomes": "outcome",
}  # fmt: skip
FILLERS = ("neutral", "disclosure", "cause", "accumulated", "each", "compared", "from", "rest",
           "of", "cases")  # fmt: skip  # slots of words that change nothing
_MARKS = frozenset("，；。：！？\n（）")
_BEGIN = frozenset("\n。；：")  # marks behind which a heading may begin
_LAID_OUT = re.compile(r"[\s“”]|[（(][^）)]*[）)]")
_NUMBERED = re.compile(
    r"[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[、.．)）](?!\d)"
    r"|(?P<minor>[一二三四五六七八九十]是|首先|其次|再次)"
)
_DATES = re.compile(
    r"(?P<whole>(?:(?P<of>(?:19|20)\d\d)年)?1月1日起?(?:至|到|[-—～~])+(?:(?:19|20)\d\d年)?12月31日)"
    r"|(?P<range>(?:19|20)\d\d年?度?(?:至|到|[-—～~、和])+(?:19|20)\d\d年度?)"
    r"|(?P<since>(?:自|从)?(?P<first>(?:19|20)\d\d)年?[^，。；：\n]{0,8}(?:以来|至今|[日月年]起))"
    r"|(?P<year>(?:19|20)\d\d)年?度?(?P<end>12月(?:31日|底|末)?|[年]?[底末])?(?![\d.]|年?\d{1,2}月)"
    r"|(?:(?:19|20)\d\d年)?(?<!\d)(?P<month>\d{1,2})月(?:份|底|末|\d{1,2}日)?"
    r"|近[二两三四五六七八九十\d]{1,3}年|(?<![\d一二三四五六七八九十])[二两三四五六七八九十\d]{1,3}年来"
    r"|(?<!\d)\d{1,2}[-至—]\d{1,2}月份?"
)
_COMPARED = re.compile(
    r"(?:与|较|比|同|和|相较于?|相比于?)(?:上一?年度?|去年|往年|(?:19|20)\d\d年?度?)(?:的?同期)?(?:相比|比较)?"
)
_OWN = re.compile(
    r"[我本](?:局|委|办|镇|乡|街道|街|院|队|中心|单位|机关|部门|厅|所|馆|县|市|区|园区)|[我本]级"
)
_NAMED = re.compile(
    r"(?P<office>(?:局|委|委员会|厅|镇|乡|街道|中心|分局|院|大队|园区)$)|(?:政府|政府办|办公室|党政办|管委会|[^全各]县|[^全各]市|[^全各]区)$"
)


@dataclass(slots=True)  # not frozen, as there are thousands in a text; nobody changes one
class Token:
    """A word with what it means; `number` is the number it is, if it is one."""

    start: int
    end: int
    slot: str
    value: str = ""
    number: Mention | None = None
    weak: bool = False  # 申请 alone, which takes its kind from what is before it
    aside: bool = False  # in a bracket without a number

    @property
    def length(self) -> int:
        return self.end - self.start


Meaning = tuple[str, str]  # slot and value


@dataclass(frozen=True)
class Vocabulary:
    """What each word means, and how long the words are that begin with a character."""

    meanings: Mapping[str, Meaning]
    lengths: Mapping[str, Sequence[int]]  # the longest first


@cache
def raw() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def words_of(edition: Edition) -> Vocabulary:
    """Every word of this edition; what the edition itself calls something goes before the file."""
    known: dict[str, Meaning] = {}
    for section, slot in SLOTS.items():
        for value, names in raw()[section].items():
            known |= {_bare(name): (slot or value, value) for name in names}
    known |= dict(_labels(edition))
    lengths: dict[str, set[int]] = {}
    for word in known:
        lengths.setdefault(word[0], set()).add(len(word))
    longest_first = {char: sorted(of, reverse=True) for char, of in lengths.items()}
    return Vocabulary(known, longest_first)


def _bare(label: str) -> str:
    return _LAID_OUT.sub("", label)


def _labels(edition: Edition) -> Iterator[tuple[str, Meaning]]:
    for table in edition.tables:
        if table.code == "requests":
            for row in table.rows:
                if "办理结果" in row.path[0] and not row.sum_of and row.path[-1] != "3.其他":
                    yield _bare(_short(row.path[-1])), ("outcome", row.code)


def _short(label: str) -> str:
    return re.sub(r"^(?:（.{1,3}）|\d\.)", "", label)


def tokens(text: str, year: int, edition: Edition) -> list[Token]:
    """The words of a text in one spelling, in order; marks are words of the slot `mark`."""
    return _Tokeniser(text, year, words_of(edition)).read()


class _Tokeniser:
    """Reads a text from left to right; every character is looked at once or a few times."""

    def __init__(self, text: str, year: int, words: Vocabulary) -> None:
        self.text, self.year, self.words = text, year, words
        self.found: list[Token] = []
        self.shaped: dict[int, Token] = {}  # of two at a place the later kind here counts
        for match in _DATES.finditer(text):
            self._put_shaped(Token(*match.span(), "time", self._when(match)))
        for match in _OWN.finditer(text):
            self._put_shaped(Token(*match.span(), "body", "own"))
        for match in _COMPARED.finditer(text):
            self._put_shaped(Token(*match.span(), "compared"))
        for number in mentions(text):
            slot = "percent" if number.unit in ("%", "个百分点") else "number"
            self._put_shaped(Token(number.start, number.end, slot, number.unit, number))

    def _put_shaped(self, token: Token) -> None:
        self.shaped[token.start] = token

    def read(self) -> list[Token]:
        at = unknown = 0
        text, shaped = self.text, self.shaped
        while at < len(text):
            begins = at == 0 or text[at - 1] in _BEGIN
            token = (begins and self._heading(at)) or shaped.get(at) or self._word(at, text[at])
            if token is None:
                at += 1
                continue
            self._put_unknown(unknown, at)
            self.found.append(token)
            at = unknown = token.end
        self._put_unknown(unknown, at)
        return self.found

    def _put_unknown(self, start: int, end: int) -> None:
        if start < end:
            slot, value = "unknown", ""
            if named := _NAMED.search(self.text, start, end):
                slot, value = "body", "named" if named["office"] else "government"
            self.found.append(Token(start, end, slot, value))

    def _heading(self, at: int) -> Token | None:
        if match := _NUMBERED.match(self.text, at):
            return Token(at, match.end(), "heading", "minor" if match["minor"] else "major")
        return None

    def _when(self, match: re.Match[str]) -> str:
        if match["whole"]:
            return "own" if int(match["of"] or self.year) == self.year else "other"
        if match["since"]:
            return "own" if int(match["first"]) == self.year else "other"
        if match["year"]:
            apart = int(match["year"]) - self.year
            return {0: "own", 1: "next", -1: "last"}.get(apart, "other")
        return "own" if match["month"] == "12" else "other"

    def _word(self, at: int, char: str) -> Token | None:
        if char in _MARKS:
            return Token(at, at + 1, "mark", char)
        for length in self.words.lengths.get(char, ()):
            word = self.text[at : at + length]  # shorter where the text ends
            if meaning := self.words.meanings.get(word):
                slot, value = meaning
                weak = value == "weak_request"
                value = "request" if weak else value
                return Token(at, at + len(word), slot, value, weak=weak)
        return None
