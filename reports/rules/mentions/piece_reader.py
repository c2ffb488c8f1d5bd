"""Steps 2 to 5 over a piece of a text: each number bound or not, and what the piece adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from reports.rules.mentions.binding import meant
from reports.rules.mentions.denials import denials
from reports.rules.mentions.enumerations import enumerated
from reports.rules.mentions.extraction import Mention
from reports.rules.mentions.frames import INFO, REQUEST, SENTENCE_ENDS, Clause, Frame
from reports.rules.mentions.lexicon import Token
from reports.rules.mentions.surroundings import A_PART, ANOTHER, NotBound, Surroundings, around
from reports.rules.mentions.targets import Target, by_act, of_applicants

TO_ADD_TO, ADDED = ("new", "requests", "handled"), ("carried_over", "new")
NEW_ROWS = ("new_received",)
COUNTED = ("new", "handled", "requests", "done")  # what applicants may be counted among
LAST = 8  # numbers of a sentence that a sum may add up


@dataclass(eq=False)  # each is itself: a number may be bound to several figures
class _Bound:
    number: Token
    target: Target
    act: str
    sentence: int
    paragraph: int


@dataclass
class PieceReader:
    """What has been read so far of a piece, by where each number begins."""

    frame: Frame
    heads: dict[int, Mention]
    bound: list[_Bound] = field(default_factory=list)
    latest: dict[int, _Bound] = field(default_factory=dict)
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
            before = self.frame.subject
            self._hear(clause.words[at:place])
            if found is None and not self._bind(clause, place):
                self._forget_part(clause.words[place].start, before)
            at = place
        self._hear(clause.words[at:])
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
            if any(word.slot == "cases" for word in clause.words):
                return
            if any(word.value in ("carry_in", "carry_out") for word in clause.words):
                self.frame.subject = REQUEST
            if clause.after in SENTENCE_ENDS or any(w.slot == "subject" for w in clause.words):
                return

    def _hear(self, words: Sequence[Token]) -> None:
        for word in words:
            self.frame.hear(word)

    def _forget_part(self, number: int, subject: str) -> None:
        """What a part of a list is about does not change what its sentence is about."""
        if number in self.heads:
            self.frame.subject = subject

    def _bind(self, clause: Clause, place: int) -> bool:
        number = clause.words[place]
        left, right, whole = around(clause, place)
        head = self.heads.get(number.start)
        self.subjects[number.start] = self.frame.subject
        if self.frame.subject == INFO:
            self.frame.counted = number.value
        phrase = Surroundings(
            number, left, right, self.frame,
            self._target_at(head.start) if head else None,
            self.subjects.get(head.start, "") if head else "", whole,
            [b.target.code for b in self.bound[-LAST:] if b.sentence == self.sentence],
        )  # fmt: skip
        try:
            target = meant(phrase)
        except NotBound as reason:
            self.unbound[number.start] = (number, reason.key)
            if reason.leaves and not head:
                self.frame.leave()
            return False
        self._put(number, target)
        return True

    def _read_share(self, clause: Clause) -> None:
        """自然人申请占 85%: no count stands before the percentage."""
        words = clause.words
        at = next((i for i, word in enumerate(words) if word.slot == "percent"), None)
        if at is None or clause.numbers:
            return
        cut = next((i for i, w in enumerate(words[:at]) if w.slot == "share"), at)
        try:
            phrase = Surroundings(_one(words[at]), words[:cut], [], self.frame, whole=words[:cut])
            self.shares[words[at].start] = meant(phrase)
        except NotBound:
            return

    def _put_all(self, number: Token, targets: Sequence[Target]) -> None:
        for target in targets:
            self._put(number, target)

    def _put(self, number: Token, target: Target) -> None:
        bound = _Bound(number, target, self.frame.act, self.sentence, self.paragraph)
        self.bound.append(bound)
        self.latest[number.start] = bound

    def _target_at(self, start: int) -> Target | None:
        bound = self.latest.get(start)
        return bound.target if bound else None

    def settle(self) -> None:
        """Let what the text itself adds choose the sum: 收到 15 件（含上年结转 3 件）."""
        by_start = {bound.number.start: bound for bound in self.bound}
        for bound in self.bound:
            head = self.heads.get(bound.number.start)
            above = by_start.get(head.start) if head else None
            if above and (above.target.code in TO_ADD_TO and bound.target.code in ADDED):
                above.target = by_act()[REQUEST, "handled"]
        self._drop_wholes()
        self._settle_neighbours()
        self._settle_applicants()
        self._drop_kinds()

    def _drop_wholes(self) -> None:
        """复议案件 3 件，其中因信息公开引发的 1 件: only the part is in the tables. Of anything
        else the part is one of its kinds: 行政许可 30 件，其中网上办理 20 件."""
        by_start = {bound.number.start: bound for bound in self.bound}
        dropped: set[_Bound] = set()
        for bound in self.bound:
            head = self.heads.get(bound.number.start)
            above = by_start.get(head.start) if head else None
            if above and above.target == bound.target and above not in dropped:
                dropped.add(above if bound.target.rule == "N-R04" else bound)
        self._unbind(dropped, ANOTHER)

    def _unbind(self, dropped: set[_Bound], reason: str) -> None:
        self.bound = [bound for bound in self.bound if bound not in dropped]
        self.unbound |= {bound.number.start: (bound.number, reason) for bound in dropped}

    def _drop_kinds(self) -> None:
        """行政强制措施 3 次、行政强制执行 1 次: neither is the number of both. Nor is any other
        figure given twice and differently in one sentence."""
        by_place: dict[tuple[int, str], set[Decimal | None]] = {}
        for bound in self.bound:
            key = (bound.sentence, bound.target.code)
            by_place.setdefault(key, set()).add(_value(bound))
        several = {key for key, values in by_place.items() if len(values) > 1}
        self._unbind({b for b in self.bound if (b.sentence, b.target.code) in several}, A_PART)

    def _settle_applicants(self) -> None:
        """Applicants are of what their sentence has counted before them: of those handled, too."""
        total: _Bound | None = None
        for bound in self.bound:
            if bound.target.code in COUNTED:
                total = bound
            elif bound.target.applicants and total and total.sentence == bound.sentence:
                rows = total.target.rows if total.target.code == "handled" else NEW_ROWS
                bound.target = _of_rows(bound.target, rows)

    def _settle_neighbours(self) -> None:
        """受理 57 件，…新收 46 件: who names the new ones apart has counted others with them."""
        for one, other in zip(self.bound, self.bound[1:], strict=False):
            alike = one.sentence == other.sentence and one.target.code == other.target.code == "new"
            if alike and one.act != "new" and other.act == "new":
                one.target = by_act()[REQUEST, "handled"]


def _one(percent: Token) -> Token:
    """A percentage read as the count whose share it is."""
    assert percent.number is not None
    return replace(percent, number=percent.number._replace(value=Decimal(1), unit="件"))


def _of_rows(target: Target, rows: tuple[str, ...]) -> Target:
    is_new = target.cells[0].startswith("requests.new_received.")
    return of_applicants(target.applicants, rows) if is_new else target


def _value(bound: _Bound) -> Decimal | None:
    return bound.number.number.value if bound.number.number else None
