"""Step 3: the clauses of a text, and what each of them inherits until a word of it replaces that.

Subject: from the heading, from clause to clause and from sentence to sentence. Time and body:
within a sentence. A year beside 结转 says which way it goes, and says nothing of the clause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from reports.rules.mentions.lexicon import FILLERS, Token

SENTENCE_ENDS = "。！？\n"
INLINE = 30  # words in a bracket that has no number
REQUEST, INFO, OTHER = "request", "info", "other"
_HEADINGS = (REQUEST, "review", "suit", "document")  # what a heading is about, by weight
SHORT = 24  # characters of a line that is a heading without a number of its own
_SAYING = ("subject", "act", "outcome", "result", "applicant", "time", "body", "join")
_TO = 2  # words between 结转 and its year


@dataclass
class Clause:
    """Words between two marks, with the marks; `inside` a bracket."""

    words: list[Token] = field(default_factory=list)
    before: str = "\n"
    after: str = ""
    inside: bool = False

    @property
    def is_heading(self) -> bool:
        return bool(self.words) and self.words[0].slot == "heading"

    @cached_property
    def numbers(self) -> Mapping[int, int]:
        """Where its numbers stand, each with its rank; asked once the clause is whole."""
        places = (i for i, word in enumerate(self.words) if word.slot == "number")
        return {place: rank for rank, place in enumerate(places)}


def clauses(words: Sequence[Token], before: str = "\n") -> Iterator[Clause]:
    """Cut a text into clauses; a bracket without a number belongs to the clause it stands in.
    `before` is the mark in front of the text."""
    words = list(_inlined(words))
    clause, depth = Clause(before=before), 0
    for at, word in enumerate(words):
        if word.slot != "mark" and word.slot != "heading":
            clause.words.append(word)
            continue
        if word.value == "：" and _names_what_follows(clause, words[at + 1 : at + 2]):
            continue
        clause.after = word.value if word.slot == "mark" else "。"
        depth = {"（": 1, "）": 0, "\n": 0, "。": 0}.get(word.value, depth)
        before = clause.after
        if clause.words:
            yield _directed(clause)
        else:
            before = max(clause.before, clause.after, key=_weight)
        clause = Clause(before=before, inside=depth > 0)
        if word.slot == "heading":
            clause.words.append(word)
    clause.after = "\n"
    if clause.words:
        yield _directed(clause)


def _weight(mark: str) -> int:
    """Of two marks with nothing between them the one that ends more counts."""
    return (mark in SENTENCE_ENDS) + (mark == "\n")


def _names_what_follows(clause: Clause, after: Sequence[Token]) -> bool:
    """政府信息公开申请：本年度共 8 件; 申请办结数：8 件."""
    said = [word for word in clause.words if word.slot not in FILLERS]
    if said and after and after[0].number and all(word.slot in _SAYING for word in said):
        return True
    return len(said) == 1 and said[0].slot == "subject" and not said[0].weak


def _inlined(words: Sequence[Token]) -> Iterator[Token]:
    at = 0
    while at < len(words):
        end = _inline_end(words, at) if words[at].value == "（" else 0
        if end == at + 2 and words[at + 1].number:
            yield words[at + 1]  # 予以公开（8 件）
        elif end:
            yield from (replace(w, aside=True) for w in words[at + 1 : end] if w.slot != "mark")
        else:
            yield words[at]
        at = end + 1 if end else at + 1


def _inline_end(words: Sequence[Token], start: int) -> int:
    for at in range(start + 1, min(len(words), start + INLINE)):
        if words[at].value == "）":
            return at
        if words[at].value in ("（", "。", "\n"):
            return 0
        if words[at].number and not (
            at == start + 1 and words[at + 1 : at + 2] and words[at + 1].value == "）"
        ):
            return 0
    return 0


def _directed(clause: Clause) -> Clause:
    """Say of each 结转 whether it comes in or goes out, by the year beside it; of 申请 alone what
    kind the word before it makes it; and that 其他 right before a number is a kind too."""
    words = clause.words
    for at, word in enumerate(words):
        if word.weak and at and _makes_another(words[at - 1]):
            words[at] = replace(word, value=OTHER, weak=False)
        if word.slot == "rest" and at + 1 < len(words) and words[at + 1].number:
            words[at] = replace(word, slot="outcome", value="other", weak=True)
        if word.value == "carry":
            after, before = _year_after(words, at), _year_before(words, at)
            way = _way(words, after, before)
            words[at] = replace(word, value=way, slot="act" if way else "unknown")
            told = [p for p in (after, before) if way and p is not None]
            for place in [*told, *_handling_after(words, max([at, *told])) * bool(way)]:
                words[place] = replace(words[place], slot="neutral", value="")
    return clause


def _way(words: Sequence[Token], after: int | None, before: int | None) -> str:
    then = words[after].value if after is not None else ""
    since = words[before].value if before is not None else ""
    if then == "next" or since == "next":
        return "carry_out"
    if then in ("last", "own") or since == "last":
        return "carry_in"
    return ""


def _makes_another(before: Token) -> bool:
    """低保申请, 认定申请, 行政复议申请."""
    if before.slot == "act":
        return before.value == OTHER
    if before.slot == "unknown":
        return before.length > 1
    return before.slot == "subject" and before.value not in (REQUEST, INFO)


def _handling_after(words: Sequence[Token], at: int) -> list[int]:
    """结转下年办理: the handling is still to come."""
    for place in range(at + 1, len(words)):
        if words[place].value in ("handle", "receive", "finish"):
            return [place]
        if words[place].slot not in FILLERS:
            break
    return []


def _year_after(words: Sequence[Token], at: int) -> int | None:
    for place in range(at + 1, min(len(words), at + 1 + _TO)):
        if words[place].slot == "time":
            return place
        if words[place].slot not in FILLERS:
            return None
    return None


def _year_before(words: Sequence[Token], at: int) -> int | None:
    for place in range(at - 1, max(-1, at - 1 - _TO), -1):
        if words[place].slot == "time":
            return place if words[place].value != "own" else None
        if words[place].slot not in (*FILLERS, "negation"):
            return None
    return None


@dataclass
class Frame:
    """What is inherited at a place of the text."""

    is_government: bool
    default: str = ""  # the subject of the heading
    subject: str = ""
    act: str = ""  # of the sentence
    label: str = ""  # of the sentence: the slot of its last label
    time: str = ""
    body: str = ""
    disclosure: bool = False  # the paragraph speaks of disclosure
    accumulated: bool = False  # 累计
    narrow: bool = False  # the sentence has received by one channel only
    counted: str = ""  # the unit in which the sentence has counted information
    lasting: str = ""  # the subject to go back to at the end of the sentence

    def enter(self, clause: Clause) -> None:
        """Forget what does not go on from the clause before."""
        if clause.before in SENTENCE_ENDS or clause.is_heading:
            self.act = self.time = self.body = self.label = self.counted = ""
            self.accumulated = self.narrow = False
            if self.lasting:
                self.subject, self.lasting = self.lasting, ""
        if clause.is_heading:
            self._enter_heading(clause)
        elif clause.before == "\n":
            self._enter_paragraph(clause)

    def _enter_heading(self, clause: Clause) -> None:
        if clause.words[0].value == "major":
            self.default = _about(clause)
            self.disclosure = self.default in _HEADINGS
        self.subject = self.default

    def _enter_paragraph(self, clause: Clause) -> None:
        length = sum(word.length for word in clause.words)
        if clause.words and clause.after == "\n" and not clause.numbers and length <= SHORT:
            self.default = _about(clause) or self.default
        self.subject = self.default
        self.disclosure = self.default in _HEADINGS

    def hear(self, word: Token) -> None:
        """Take in one word: each slot keeps the last word said of it."""
        if word.slot == "subject":
            self.subject = word.value
            self.disclosure = self.disclosure or word.value == REQUEST
        elif word.slot == "time":
            self.time = "own" if word.value == "own" else "other"
        elif word.slot == "body" and (word.value != "government" or not self.body):
            self.body = word.value
        elif word.slot == "act" and not word.aside:
            self.act = word.value
        elif word.slot == "disclosure":
            self.disclosure = True
        elif word.slot in ("outcome", "applicant") and not word.weak:
            self.label = word.slot
        elif word.slot == "accumulated":
            self.accumulated = True

    def leave(self) -> None:
        """Have the rest of the sentence speak of something else than its subject."""
        if self.subject != OTHER:
            self.lasting, self.subject = self.subject or self.lasting, OTHER

    @property
    def is_other_time(self) -> bool:
        return self.time == "other" or (self.accumulated and self.time != "own")

    @property
    def is_other_body(self) -> bool:
        others = ("other", "named") if self.is_government else ("other", "whole")
        return self.body in others


def _about(clause: Clause) -> str:
    heard = [word.value for word in clause.words if word.slot == "subject"]
    return next((s for s in _HEADINGS if s in heard), heard[-1] if heard else "")
