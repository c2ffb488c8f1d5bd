"""A number with the words of its clause on either side, and what they make impossible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.rules.mentions.frames import INFO, OTHER, REQUEST, Clause, Frame
from reports.rules.mentions.lexicon import FILLERS, Token
from reports.rules.mentions.targets import DISPUTES, Target, by_act

LABELS = ("outcome", "applicant", "result")
_OF_THE_COURT = ("receive", "handle", "new")  # what a court does with a suit, too
_UNKNOWN = 2  # characters; a shorter remainder is a particle
_COMING = ("receive", "new")
_STOPS = ("join", "place", "among")

# Why a number is not bound: keys of [reasons] in lexicon.toml.
ROUNDED, UNSAID, ANOTHER, A_PART, PLANNED = "rounded", "unsaid", "another", "part", "planned"
NO_CELL, OTHER_UNIT, OTHER_TIME, OTHER_BODY = "no_cell", "unit", "time", "body"
TOO_LONG = "too_long"


@dataclass(frozen=True)
class NotBound(Exception):
    """Why a number is not bound; `leaves` if its sentence goes on about something else."""

    key: str
    leaves: bool = False


@dataclass
class Surroundings:
    """A number with the words before and behind it in its clause, and what it inherits."""

    number: Token
    left: list[Token]
    right: list[Token]
    frame: Frame
    head: Target | None = None  # what the number stands for that this one is a part of
    head_subject: str = ""
    whole: list[Token] = field(default_factory=list)  # left, with what it was cut from
    before: Sequence[str] = ()  # codes of what its sentence has counted already

    # The words ----------------------------------------------------------------------------------

    def last(self, slots: Sequence[str]) -> int | None:
        """Where the last word of these slots stands on the left."""
        return max((i for i, w in enumerate(self.left) if w.slot in slots), default=None)

    def act(self, words: Sequence[Token], subject: str) -> Target | None:
        """What the last act of these words says of a subject."""
        act = last_act(words)
        self.refuse_the_courts(subject, act)
        return by_act().get((subject, act))

    def subject(self, at: int) -> str:
        """The noun after a place on the left, else before it, else on the right, else inherited."""
        for words in (self.left[at:], self.left[:at], self.right):
            nouns = [word for word in words if word.slot == "subject"]
            if nouns:
                return nouns[-1].value
        return self.frame.subject

    def dispute(self, words: Sequence[Token]) -> str:
        heard = [w.value for w in words if w.slot == "subject" and w.value in DISPUTES]
        subject = heard[-1] if heard else self.frame.subject
        if subject not in DISPUTES:
            raise NotBound(ANOTHER)
        return subject

    @property
    def gives_a_cause(self) -> bool:
        """3 件因…: what follows tells why first."""
        return bool(self.right) and self.right[0].slot == "cause"

    @property
    def is_only_context(self) -> bool:
        """已办理的 4 件均属于行政查询事项: what is behind the number says more."""
        labels = [word.slot for word in self.right if word.slot in ("outcome", "applicant")]
        return bool(labels) and len(self.left) > 1 and self.left[-1].slot == "of"

    @property
    def is_of_another_noun(self) -> bool:
        return bool(self.left) and (is_unknown(self.left[-1]) or is_foreign(self.left[-1]))

    # What it cannot be --------------------------------------------------------------------------

    def refuse(self, target: Target) -> None:
        """Raises NotBound if a word of the clause makes the number something else."""
        if self.frame.is_other_time:
            raise NotBound(OTHER_TIME, leaves=True)
        if self.frame.is_other_body:
            raise NotBound(OTHER_BODY, leaves=True)
        self._refuse_plans()
        if any(w.slot == "act" and w.value == OTHER for w in self.left):
            raise NotBound(ANOTHER, leaves=True)
        if says(self.left, "negation"):
            raise NotBound(ANOTHER)
        self._refuse_one_channel(target)
        self._refuse_other_causes(target)
        if self.head_subject in (INFO, OTHER) and not any(map(is_act, self.left)):
            raise NotBound(ANOTHER)

    def _refuse_plans(self) -> None:
        plans = any(word.slot == "veto" and word.value == "plan" for word in self.whole)
        moves = bool(self.left) and self.left[-1].slot == "from"  # 由 31 件降到 22 件
        compares = says(self.left, "compared") and not any(map(is_act, self.left))
        if plans or moves or compares or says(self.left, "veto"):
            raise NotBound(PLANNED)

    def _refuse_one_channel(self, target: Target) -> None:
        """通过网站收到申请 3 件; but 通过网站、邮寄等渠道 is every way."""
        at = max((i for i, w in enumerate(self.whole) if w.value == "channel"), default=-1)
        if any(word.value == "anyway" for word in self.whole[at + 1 :]):
            return
        behind = not says(self.left) and says(self.right, "channel")
        of_requests = target.cells[0].startswith("requests.")
        if (of_requests and (at >= 0 or behind)) or self._has_channel_behind_its_noun():
            self.frame.narrow = last_act(self.left) in _COMING
            raise NotBound(A_PART, leaves=not says(self.left))
        if self.frame.narrow and target.code in ("done", "carried_forward"):
            raise NotBound(A_PART)  # 收到线上申请 65 件，办结 62 件
        self.frame.narrow = self.frame.narrow and target.code not in ("new", "handled", "requests")

    def _has_channel_behind_its_noun(self) -> bool:
        at = self.last(("channel",))
        return at is not None and says(self.left[:at])

    def _refuse_other_causes(self, target: Target) -> None:
        """因行政处罚被申请行政复议 2 件: no suit about disclosure."""
        if target.cells[0].startswith("disputes."):
            nouns = [word.value for word in self.left if word.slot == "subject"]
            if any(noun not in (*DISPUTES, REQUEST, INFO) for noun in nouns):
                raise NotBound(ANOTHER, leaves=True)

    def refuse_the_courts(self, subject: str, act: str) -> None:
        """Without a word of disclosure, a suit that is heard or attended is somebody else's."""
        is_theirs = act in _OF_THE_COURT or self.frame.act == OTHER
        if subject in DISPUTES and not self.frame.disclosure and is_theirs:
            raise NotBound(ANOTHER, leaves=True)

    def require_known(self, words: Sequence[Token], at: int) -> None:
        """Nothing unknown between the label and the number, nor right before a noun or label."""
        if words is self.right:
            if any(map(is_unknown, words[:at])) and not self.gives_a_cause:
                raise NotBound(ANOTHER, leaves=True)
            return
        if any(map(is_unknown, words[at:])):
            raise NotBound(ANOTHER, leaves=True)
        modifier = next((w for w in reversed(words[:at]) if w.slot not in FILLERS), None)
        if modifier is None or words[at].slot == "act":
            return
        if is_unknown(modifier) or modifier.value == OTHER:
            raise NotBound(A_PART, leaves=words[at].weak or words[at].value in DISPUTES)

    def require_request(self) -> None:
        """Outcomes are of requests where nothing else was spoken of."""
        heard = {self.subject(len(self.left) - 1), self.frame.subject}
        if not heard & {REQUEST, ""} or self.head_subject in (INFO, OTHER):
            raise NotBound(ANOTHER)

    def require_own_words(self) -> None:
        """An act without a noun goes on about what was before only if its clause has no other."""
        if any(is_unknown(word) or word.value == "named" for word in self.whole):
            raise NotBound(ANOTHER, leaves=True)

    def require_no_other_noun_behind(self) -> None:
        """收到 15 件建议."""
        first = next((w for w in self.right if w.slot not in FILLERS), None)
        if first and not says(self.left) and (is_unknown(first) or first.value == OTHER):
            raise NotBound(ANOTHER, leaves=True)


def last_act(words: Sequence[Token]) -> str:
    """The last act of these words; 公开 counts where there is no other: 收到申请公开件."""
    acts = [word.value for word in words if is_act(word)]
    return next((act for act in reversed(acts) if act != "open"), acts[-1] if acts else "")


def is_act(word: Token) -> bool:
    return word.slot == "act" and word.value != OTHER


def is_unknown(word: Token) -> bool:
    return word.slot == "unknown" and word.length >= _UNKNOWN


def is_foreign(word: Token) -> bool:
    return word.slot == "subject" and word.value == OTHER


def says(words: Sequence[Token], slot: str = "subject") -> bool:
    return any(word.slot == slot for word in words)


# Cutting a clause -----------------------------------------------------------------------------


def around(clause: Clause, at: int) -> tuple[list[Token], list[Token], list[Token]]:
    """The words that speak of the number at a place: left, right, and left with its context."""
    words, rank = clause.words, clause.numbers[at]
    first = next((i + 1 for i in range(at - 1, -1, -1) if words[i].slot == "number"), 0)
    whole = words[first:at]
    if rank and says(whole[-1:], "join"):
        whole = []  # 8 件予以公开、2 件部分公开: what is before the joint is of the number before
    cut = max((i for i, w in enumerate(whole) if w.slot in ("place", "among")), default=-1)
    left = whole[cut + 1 :]
    while left and (left[0].slot in ("join", "heading") or (rank and left[0].aside)):
        left = left[1:]
    is_last = rank + 1 == len(clause.numbers)
    right = _behind(words, at) if is_last or _stops(words, at) else []
    return left, [word for word in right if not word.aside], whole


def _stops(words: Sequence[Token], at: int) -> bool:
    """Whether a joint or 中 comes before the next number."""
    for word in words[at + 1 :]:
        if word.number or word.slot in _STOPS:
            return word.number is None
    return True


def _behind(words: Sequence[Token], at: int) -> list[Token]:
    found = []
    for word in words[at + 1 :]:
        if word.number or word.slot in _STOPS:
            break
        found.append(word)
    return found
