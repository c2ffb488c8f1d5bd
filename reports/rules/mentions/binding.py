"""Step 4: which figure a number repeats, by the words of its clause on either side.

A label, a noun or an act stands before the number or behind it; what neither says is inherited.
A number is bound only if nothing between it and its label is unknown: else it stays `Unbound`, with
the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.rules.mentions.frames import INFO, OTHER, REQUEST, Clause, Frame
from reports.rules.mentions.lexicon import FILLERS, Token, raw
from reports.rules.mentions.targets import (
    Target,
    by_act,
    joined,
    of_applicants,
    of_outcome,
    of_result,
)

NEW_ROWS = ("new_received",)
LABELS = ("outcome", "applicant", "result")
DISPUTES = ("review", "suit", "suit_direct", "suit_after_review")
DECISIONS = ("licensing", "penalty", "coercion")
OF_THE_COURT = ("receive", "handle", "new")  # what a court does with a suit, too
_PASSED_OVER = ("decide", "arise", "publish", "open", "collect", "other")
_UNKNOWN = 2  # characters; a shorter remainder is a particle


@dataclass(frozen=True)
class Reason(Exception):
    """Why a number is not bound; `leaves` if its sentence goes on about something else."""

    words: str
    leaves: bool = False


@dataclass
class Phrase:
    """A number with the words before and behind it in its clause, and what it inherits."""

    number: Token
    left: list[Token]
    right: list[Token]
    frame: Frame
    head: Target | None = None  # what the number stands for that this one is a part of
    head_subject: str = ""
    whole: list[Token] = field(default_factory=list)  # left, with what it was cut from

    def meant(self) -> Target:
        """Return the target. Raises Reason if there is none."""
        mention = self.number.number
        assert mention is not None
        if mention.about:
            raise Reason("约数")
        target = self._labelled() or self._acted() or self._behind()
        if target is None:
            raise Reason("没有说明是哪一项", leaves=self._is_of_another_noun())
        self._refuse(target)
        self._refuse_other_causes(target)
        if not target.counts_in(mention.unit) or (mention.unit != "元" and mention.value % 1):
            raise Reason("单位不同")
        return target

    # What it is ---------------------------------------------------------------------------------

    def _labelled(self) -> Target | None:
        """By an outcome, an applicant or a result before it."""
        at = self._last(LABELS)
        if at is None or self._is_only_context():
            return None
        if (self.left[at].value == "citizen" and any(map(_is_act, self.left[:at]))):
            return None
        if any(w.slot == "act" and w.value not in _PASSED_OVER for w in self.left[at + 1 :]):
            return self._applicants_act(at)
        return self._label_at(self.left, at)

    def _applicants_act(self, at: int) -> Target | None:
        """自然人的申请办结 5 件: the act says which row, the applicant which column."""
        if self.left[at].slot != "applicant":
            raise Reason("只是其中一部分")
        return self._of_applicants(self.left, at, self._act(self.left, REQUEST))

    def _label_at(self, words: Sequence[Token], at: int) -> Target:
        word = words[at]
        self._require_known(words, at)
        if word.slot == "result":
            return of_result(self._dispute(words), word.value)
        self._require_request()
        if word.weak and self.frame.label != "outcome":
            raise Reason("没有说明是哪一项")
        if word.slot == "applicant":
            return self._of_applicants(words, at, self._act(words[:at], REQUEST))
        return joined(self._outcomes(words, at))

    def _outcomes(self, words: Sequence[Token], at: int) -> list[Target]:
        """The outcome at a place, with those joined to it; a row goes before its group."""
        group = [words[at].value]
        link = ""
        for word in reversed(words[:at]):
            if word.slot in ("join", "outcome"):
                if word.slot == "outcome":
                    group = _grown(group, word.value, link)
                link = "join" if word.slot == "join" else ""
            elif word.slot not in (*FILLERS, "act") and not word.weak:
                break
        return [of_outcome(value) for value in dict.fromkeys(group)]

    def _of_applicants(self, words: Sequence[Token], at: int, act: Target | None) -> Target:
        rows = act.rows if act else ()
        if not rows and self.head is not None:
            rows = self.head.rows
        values = [words[at].value]
        for before, link in zip(words[: max(0, at - 1)], words[1:at], strict=True):
            if link.slot == "join" and before.slot == "applicant":
                values.insert(0, before.value)
        return of_applicants(tuple(values), rows or NEW_ROWS)

    def _is_only_context(self) -> bool:
        """已办理的 4 件均属于行政查询事项: what is behind the number says more."""
        labels = [word.slot for word in self.right if word.slot in ("outcome", "applicant")]
        return bool(labels) and len(self.left) > 1 and self.left[-1].slot == "of"

    def _acted(self) -> Target | None:
        """By an act before it, with its noun on either side or inherited."""
        acts = [i for i, word in enumerate(self.left) if _is_act(word)]
        if self._is_only_context():
            return None
        if not acts:
            return self._named()
        at = acts[-1]
        subject = self._subject(self.left, at)
        target = self._act(self.left, subject)
        if target is None:
            raise Reason("没有对应的单元格", leaves=subject not in (REQUEST, INFO))
        noun = next((i for i, w in enumerate(self.left) if w.slot == "subject"), at)
        self._require_known(self.left, min(at, noun) if noun > at else at)
        if not self._says(self.left) and not self._says(self.right):
            self._require_only_own_words()
        self._require_no_other_noun_behind()
        return self._with_joined(target, at)

    def _with_joined(self, target: Target, at: int) -> Target:
        """引发行政复议、行政诉讼 3 件: the sum of both."""
        last = self._last(("subject",))
        if last is None or last < at or self.left[last].value not in (*DISPUTES, *DECISIONS):
            return target
        nouns = _joined_nouns(self.left, last)
        targets = [self._act(self.left, noun) for noun in nouns]
        return joined([found for found in targets if found])

    def _named(self) -> Target | None:
        """By nouns alone before it; an act behind it may say more: 申请 3 件已答复."""
        at = self._last(("subject",))
        if at is None:
            return None
        subject = self.left[at].value
        self._require_known(self.left, at)
        self._refuse_the_courts(subject, "bare")
        if (found := self._label_behind(subject)) is not None:
            return found
        nouns = _joined_nouns(self.left, at)
        targets = [by_act().get((noun, "bare")) for noun in nouns]
        if self.left[at].weak or None in targets or (self.head_subject == INFO):
            raise Reason("没有说明是哪一项", leaves=subject == OTHER)
        return joined([target for target in targets if target])

    def _behind(self) -> Target | None:
        """By what follows: 3 件予以公开, 2 件行政复议, 5 件申请结转下年."""
        first = next((w for w in self.right if w.slot not in FILLERS), None)
        if first is None:
            return self._summed_up()
        noun = next((w for w in self.right if w.slot == "subject"), None)
        subject = noun.value if noun else self.frame.subject
        if self._is_unknown(first) and not self._gives_a_cause():
            raise Reason("另有所指", leaves=True)
        if (found := self._label_behind(subject)) is not None:
            return found
        if noun and (act := self._act(self.left, subject)):
            return act
        return by_act().get((noun.value, "bare")) if noun and not noun.weak else None

    def _label_behind(self, subject: str) -> Target | None:
        """By the first label or act behind the number, if no unknown word is before it."""
        for at, word in enumerate(self.right):
            if word.slot in LABELS:
                last = self._last_label(at)
                return self._label_at(self.right, last)
            if self._is_unknown(word) and not self._gives_a_cause():
                return None
            if self._narrows(word):
                raise Reason("只是其中一部分")
            if _is_act(word) and (found := by_act().get((subject, word.value))):
                return found
        return None

    def _narrows(self, word: Token) -> bool:
        if word.slot == "negation":
            return not self._gives_a_cause()
        return word.slot in ("channel", "veto") or word.value == OTHER

    def _last_label(self, at: int) -> int:
        return max(i for i, word in enumerate(self.right) if word.slot in LABELS and i >= at)

    def _summed_up(self) -> Target | None:
        """网上 5 件，来信 3 件，合计 8 件: the sum has the act of its sentence."""
        if not any(word.slot == "total" for word in self.left):
            return None
        return by_act().get((self.frame.subject, self.frame.act))

    # What it cannot be --------------------------------------------------------------------------

    def _refuse(self, target: Target) -> None:
        of_requests = target.cells[0].startswith("requests.")
        if self.frame.is_other_time:
            raise Reason("不是本年的", leaves=True)
        if self.frame.is_other_body:
            raise Reason("不是本单位的", leaves=True)
        last = self.left[-1].slot if self.left else ""
        if any(w.slot == "veto" for w in self.left) or self._plans() or last == "from":
            raise Reason("计划、比较或者平均数")
        if any(w.slot == "act" and w.value == OTHER for w in self.left):
            raise Reason("另有所指", leaves=True)
        if any(w.slot == "negation" for w in self.left):
            raise Reason("另有所指")
        at = self._last(("channel",))
        between = at is not None and any(w.slot == "subject" for w in self.left[:at])
        if (of_requests and self._by_one_channel()) or (between and not self._is_every_way()):
            raise Reason("只是其中一部分", leaves=not self._says(self.left))
        if not any(map(_is_act, self.left)) and self._says(self.left, "compared"):
            raise Reason("计划、比较或者平均数")
        if self.head_subject in (INFO, OTHER) and not any(_is_act(w) for w in self.left):
            raise Reason("另有所指")

    def _refuse_other_causes(self, target: Target) -> None:
        """因行政处罚被申请行政复议 2 件: no suit about disclosure."""
        if not target.cells[0].startswith("disputes."):
            return
        nouns = [word for word in self.left if word.slot == "subject"]
        if any(noun.value not in (*DISPUTES, REQUEST, INFO) for noun in nouns):
            raise Reason("另有所指", leaves=True)

    def _plans(self) -> bool:
        return any(word.slot == "veto" and word.value == "plan" for word in self.whole)

    def _by_one_channel(self) -> bool:
        at = max((i for i, w in enumerate(self.whole) if w.value == "channel"), default=-1)
        if self._is_every_way():
            return False
        return at >= 0 or (not self._says(self.left) and self._says(self.right, "channel"))

    def _is_every_way(self) -> bool:
        """Whether 等渠道 or the like follows the last channel."""
        at = max((i for i, w in enumerate(self.whole) if w.value == "channel"), default=-1)
        return any(w.value == "anyway" for w in self.whole[at + 1 :])

    def _require_known(self, words: Sequence[Token], at: int) -> None:
        """Nothing unknown between the label and the number, nor right before a noun or label."""
        if any(map(self._is_unknown, words[at:] if words is self.left else words[:at])):
            if not (words is self.right and self._gives_a_cause()):
                raise Reason("另有所指", leaves=True)
        modifiers = [w for w in words[:at] if w.slot not in FILLERS] if words is self.left else []
        before = modifiers[-1] if modifiers else None
        if before and words[at].slot != "act" and (self._is_unknown(before) or before.value == OTHER):
            raise Reason("只是其中一部分", leaves=words[at].weak or words[at].value in DISPUTES)

    def _require_request(self) -> None:
        subject = self._subject(self.left, len(self.left) - 1)
        if REQUEST not in (subject, self.frame.subject) or self.head_subject in (INFO, OTHER):
            raise Reason("另有所指")

    def _require_only_own_words(self) -> None:
        """An act without a noun goes on about what was before only if its clause has no other."""
        if any(map(self._is_unknown, self.whole)) or any(w.value == "named" for w in self.whole):
            raise Reason("另有所指", leaves=True)

    def _require_no_other_noun_behind(self) -> None:
        first = next((w for w in self.right if w.slot not in FILLERS), None)
        if first and not self._says(self.left) and (self._is_unknown(first) or first.value == OTHER):
            raise Reason("另有所指", leaves=True)

    def _is_of_another_noun(self) -> bool:
        return bool(self.left) and (self._is_unknown(self.left[-1]) or self.left[-1].value == OTHER)

    # The words ----------------------------------------------------------------------------------

    def _act(self, words: Sequence[Token], subject: str) -> Target | None:
        acts = [word.value for word in words if _is_act(word)]
        act = acts[-1] if acts else ""
        self._refuse_the_courts(subject, act)
        return by_act().get((subject, act))

    def _refuse_the_courts(self, subject: str, act: str) -> None:
        """Without a word of disclosure, a suit that is heard or attended is somebody else's."""
        if subject in DISPUTES and not self.frame.disclosure:
            if act in OF_THE_COURT or self.frame.act == OTHER:
                raise Reason("另有所指", leaves=True)

    def _subject(self, words: Sequence[Token], at: int) -> str:
        """The noun after the act, else before it, else behind the number, else inherited."""
        after = [w for w in words[at:] if w.slot == "subject"]
        before = [w for w in words[:at] if w.slot == "subject"]
        for found in (after, before, [w for w in self.right if w.slot == "subject"]):
            if found:
                return self._kind(found[-1])
        return self.frame.subject

    def _kind(self, noun: Token) -> str:
        """申请 alone is of what the sentence is about, unless a word before it says another kind."""
        if noun.weak and noun in self.left:
            at = self.left.index(noun)
            before = self.left[at - 1] if at else None
            if before and (self._is_unknown(before) or before.value == OTHER):
                raise Reason("另有所指", leaves=True)
        return noun.value

    def _dispute(self, words: Sequence[Token]) -> str:
        heard = [w.value for w in words if w.slot == "subject" and w.value in DISPUTES]
        subject = heard[-1] if heard else self.frame.subject
        if subject not in DISPUTES:
            raise Reason("另有所指")
        return subject

    def _last(self, slots: Sequence[str]) -> int | None:
        return max((i for i, w in enumerate(self.left) if w.slot in slots), default=None)

    def _says(self, words: Sequence[Token], slot: str = "subject") -> bool:
        return any(word.slot == slot for word in words)

    def _is_unknown(self, word: Token) -> bool:
        return word.slot == "unknown" and word.length >= _UNKNOWN

    def _gives_a_cause(self) -> bool:
        return bool(self.right) and self.right[0].slot == "cause"


def _is_act(word: Token) -> bool:
    return word.slot == "act" and word.value != OTHER


def _grown(group: list[str], value: str, link: str) -> list[str]:
    """Add an outcome: joined, it counts too; else one of the two must be within the other."""
    if link:
        return [*group, value]
    inner = [v for v in group if _is_within(v, value)]
    if inner:
        return group
    if all(_is_within(value, v) for v in group):
        return [value]
    raise Reason("另有所指")


def _is_within(row: str, group: str) -> bool:
    pattern = raw()["groups"].get(group, "")
    return bool(pattern) and row.startswith(pattern.rstrip("*"))


def _joined_nouns(words: Sequence[Token], at: int) -> list[str]:
    """The noun at a place with those joined to it; without a joint, the last one counts."""
    nouns, is_joined = [words[at].value], False
    for word in reversed(words[:at]):
        if word.slot == "join":
            is_joined = True
        elif word.slot == "subject":
            if not is_joined:
                break
            nouns.append(word.value)
            is_joined = False
        elif word.slot not in FILLERS and word.value != "arise":
            break
    return list(dict.fromkeys(reversed(nouns)))


def phrases(clause: Clause, at: int) -> tuple[list[Token], list[Token], list[Token]]:
    """The words that speak of the number at a place: left, right, and left with its context."""
    words, numbers = clause.words, clause.numbers
    place = numbers.index(at)
    first = numbers[place - 1] + 1 if place else 0
    whole = words[first:at]
    cut = max((i for i, w in enumerate(whole) if w.slot in ("place", "among")), default=-1)
    left = whole[cut + 1 :]
    while left and (left[0].slot in ("join", "heading") or (place and left[0].aside)):
        left = left[1:]
    right = [] if place + 1 < len(numbers) and not _stops(words, at) else _until_stop(words, at)
    return left, [word for word in right if not word.aside], whole


def _stops(words: Sequence[Token], at: int) -> bool:
    """Whether a joint or 中 comes before the next number."""
    for word in words[at + 1 :]:
        if word.number:
            return False
        if word.slot in ("join", "place", "among"):
            return True
    return True


def _until_stop(words: Sequence[Token], at: int) -> list[Token]:
    found = []
    for word in words[at + 1 :]:
        if word.number or word.slot in ("join", "place", "among"):
            break
        found.append(word)
    return found
