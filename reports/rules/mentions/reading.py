"""All five steps over a whole text: what its numbers and denials repeat, and what nobody can say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from reports.form.edition import Edition
from reports.rules.mentions.binding import Phrase, Reason, phrases
from reports.rules.mentions.denials import denials
from reports.rules.mentions.enumerations import enumerated
from reports.rules.mentions.extraction import Mention
from reports.rules.mentions.frames import INFO, REQUEST, SENTENCE_ENDS, Clause, Frame, clauses
from reports.rules.mentions.lexicon import Token, tokens
from reports.rules.mentions.lists import listings
from reports.rules.mentions.parts import heads
from reports.rules.mentions.spelling import spelled
from reports.rules.mentions.targets import Target, by_act, of_applicants


COUNTED = ("new", "handled", "requests", "done")  # what applicants may be counted among
AHEAD = 12  # clauses of a sentence that are looked at before it is read


@dataclass(frozen=True)
class Interpretation:
    """A passage about a target, with its number as written."""

    target: Target
    start: int
    end: int
    value: Decimal
    step: Decimal = Decimal(1)
    denial: bool = False
    paragraph: int = 0  # the paragraphs of a text, counted


@dataclass(frozen=True)
class Unbound:
    """A number that repeats no figure as far as anybody can say, with the reason."""

    start: int
    end: int
    words: str
    reason: str


@dataclass
class _Bound:
    number: Token
    target: Target
    act: str
    sentence: int
    paragraph: int


@dataclass
class _Reader:
    """What has been read so far, by where each number begins."""

    frame: Frame
    heads: dict[int, Mention]
    bound: list[_Bound] = field(default_factory=list)
    denied: list[tuple[Target, int, int, int]] = field(default_factory=list)
    unbound: dict[int, tuple[Token, str]] = field(default_factory=dict)
    subjects: dict[int, str] = field(default_factory=dict)  # of every number
    shares: dict[int, Target] = field(default_factory=dict)
    sentence: int = 0
    paragraph: int = 0

    def read(self, clause: Clause, after: Sequence[Clause]) -> None:
        self.frame.enter(clause)
        if clause.before in SENTENCE_ENDS or clause.is_heading:
            self.sentence += 1
            self.paragraph += clause.before == "\n" or clause.is_heading
            self._expect_requests((clause, *after))
        found = enumerated(clause, self.frame)
        at = 0
        for place in clause.numbers:
            self._hear(clause.words[at:place], clause.words[place].start)
            if found is None:
                self._bind(clause, place)
            at = place
        self._hear(clause.words[at:], 0)
        self._read_share(clause)
        for number, targets in found or ():
            self._put_all(number, targets)
        if not self.frame.is_other_time:
            for denial in denials(clause, after, self.frame):
                self.denied.append((denial.target, denial.start, denial.end, self.paragraph))

    def _expect_requests(self, coming: Sequence[Clause]) -> None:
        """Only requests are carried over: a sentence that says so needs no other word for them."""
        if self.frame.subject not in ("", INFO):
            return
        for clause in coming:
            if any(word.value in ("carry_in", "carry_out") for word in clause.words):
                self.frame.subject = REQUEST
            if clause.after in SENTENCE_ENDS or any(w.slot == "subject" for w in clause.words):
                return

    def _hear(self, words: Sequence[Token], number: int) -> None:
        """Take in words; those of a part of a list do not change what its sentence is about."""
        before = self.frame.subject
        for word in words:
            self.frame.hear(word)
        if number in self.heads and not any(w.slot == "subject" for w in words):
            self.frame.subject = before

    def _bind(self, clause: Clause, place: int) -> None:
        number = clause.words[place]
        left, right, whole = phrases(clause, place)
        head = self.heads.get(number.start)
        self.subjects[number.start] = self.frame.subject
        phrase = Phrase(
            number, left, right, self.frame,
            self._target_at(head.start) if head else None,
            self.subjects.get(head.start, "") if head else "", whole,
        )  # fmt: skip
        try:
            target = phrase.meant()
        except Reason as reason:
            self.unbound[number.start] = (number, reason.words)
            if reason.leaves and not head:
                self.frame.leave()
        else:
            self.bound.append(_Bound(number, target, self.frame.act, self.sentence, self.paragraph))

    def _read_share(self, clause: Clause) -> None:
        """自然人申请占 85%: no count stands before the percentage."""
        words = clause.words
        at = next((i for i, word in enumerate(words) if word.slot == "percent"), None)
        if at is None or clause.numbers:
            return
        cut = next((i for i, w in enumerate(words[:at]) if w.slot == "share"), at)
        try:
            phrase = Phrase(_one(words[at]), words[:cut], [], self.frame, whole=words[:cut])
            self.shares[words[at].start] = phrase.meant()
        except Reason:
            return

    def _put_all(self, number: Token, targets: Sequence[Target]) -> None:
        for target in targets:
            self.bound.append(_Bound(number, target, self.frame.act, self.sentence, self.paragraph))

    def _target_at(self, start: int) -> Target | None:
        return next((b.target for b in reversed(self.bound) if b.number.start == start), None)

    def settle(self) -> None:
        """Let what the text itself adds choose the sum: 收到 15 件（含上年结转 3 件）."""
        by_start = {bound.number.start: bound for bound in self.bound}
        for bound in self.bound:
            head = self.heads.get(bound.number.start)
            above = by_start.get(head.start) if head else None
            if above and above.target.code in ("new", "requests", "handled"):
                if bound.target.code in ("carried_over", "new"):
                    above.target = by_act()[REQUEST, "handled"]
        self._settle_neighbours()
        self._settle_applicants()

    def _settle_applicants(self) -> None:
        """Applicants are of what their sentence has counted before them: of those handled, too."""
        total: _Bound | None = None
        for bound in self.bound:
            if bound.target.code in COUNTED:
                total = bound
            elif bound.target.applicants and total and total.sentence == bound.sentence:
                if total.target.code == "handled":
                    bound.target = of_applicants(bound.target.applicants, total.target.rows)

    def _settle_neighbours(self) -> None:
        """受理 57 件，…新收 46 件: who names the new ones apart has counted others with them."""
        for one, other in zip(self.bound, self.bound[1:], strict=False):
            alike = one.sentence == other.sentence and one.target.code == other.target.code == "new"
            if alike and one.act != "new" and other.act == "new":
                one.target = by_act()[REQUEST, "handled"]


def _one(percent: Token) -> Token:
    """A percentage read as the count whose share it is."""
    assert percent.number is not None
    return replace(percent, number=replace(percent.number, value=Decimal(1), unit="件"))


@dataclass(frozen=True)
class Understood:
    found: tuple[Interpretation, ...]
    unbound: tuple[Unbound, ...]
    shares: Mapping[int, Target]  # by place in the one spelling: whose share a percentage is


@lru_cache(maxsize=256)
def understood(text: str, year: int, is_government: bool, edition: Edition) -> Understood:
    """What a text says about the tables, in text order. Cached, as several rules ask."""
    spelling = spelled(text)
    every = list(clauses(tokens(spelling.text, year, edition)))
    reader = _Reader(Frame(is_government), heads(listings(spelling.text)))
    for at, clause in enumerate(every):
        reader.read(clause, every[at + 1 : at + 1 + AHEAD])
    reader.settle()
    every_one = sorted(_interpretations(reader, spelling.span), key=lambda r: (r.start, r.end))
    found = [reading for reading in every_one if reading.target.in_edition(edition)]
    left = [
        Unbound(*spelling.span(n.start, n.end), spelling.text[n.start : n.end], reason)
        for n, reason in reader.unbound.values()
    ]
    return Understood(tuple(found), tuple(left), reader.shares)


def _interpretations(reader: _Reader, span: object) -> Iterator[Interpretation]:
    assert callable(span)
    for bound in reader.bound:
        mention = bound.number.number
        assert mention is not None
        start, end = span(mention.start, mention.end)
        yield Interpretation(
            bound.target, start, end, mention.value, mention.step, paragraph=bound.paragraph
        )
    for target, first, last, paragraph in reader.denied:
        start, end = span(first, last)
        yield Interpretation(target, start, end, Decimal(0), denial=True, paragraph=paragraph)
