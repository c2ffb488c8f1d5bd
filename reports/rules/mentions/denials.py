"""What a text says did not happen: 未收到政府信息公开申请，未发生行政复议、行政诉讼."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.rules.mentions.frames import INFO, OTHER, REQUEST, Clause, Frame
from reports.rules.mentions.lexicon import FILLERS, Token
from reports.rules.mentions.targets import DISPUTES, Target, by_act

# What a denied act denies, by subject; "" is a denial without an act (无行政复议).
_DENIED = {
    REQUEST: dict.fromkeys(("", "receive", "new", "handled", "handle", "arise"), "receive")
    | {"carry_in": "carry_in", "carry_out": "carry_out"},
    "document": {"make": "make", "repeal": "repeal"},
    "rules": {"make": "make", "repeal": "repeal"},
} | {
    noun: dict.fromkeys(("", "receive", "arise", "handle", "decide", "make", "collect"), "bare")
    for noun in (*DISPUTES, "licensing", "penalty", "coercion", "fees")
}
_UNKNOWN = 2


@dataclass(frozen=True)
class Denial:
    target: Target
    start: int
    end: int


def denials(clause: Clause, after: Sequence[Clause], frame: Frame) -> Iterator[Denial]:
    """What the clause denies; `after` are the clauses that may go on with it."""
    if frame.is_other_time or frame.is_other_body:
        return
    at = next((i for i, w in enumerate(clause.words) if w.slot == "negation"), None)
    if at is None:
        return
    words = clause.words[at:]
    for following in after:
        if not _goes_on(following):
            break
        words = [*words, *following.words]
    yield from _denied(words, frame)


def _goes_on(clause: Clause) -> bool:
    """Whether it goes on with the denial before it: …申请行政复议，提起行政诉讼的情况."""
    first = clause.words[0] if clause.words else None
    return bool(first and first.value == "arise" and clause.before == "，" and not clause.numbers)


def _denied(words: Sequence[Token], frame: Frame) -> Iterator[Denial]:
    """Read on from the negation to the last noun; anything narrower denies nothing."""
    group: list[tuple[Token, tuple[str, ...]]] = []  # nouns, each with the acts before it
    acts: tuple[str, ...] = ()
    at = 0
    for at, word in enumerate(words[1:], 1):
        if word.slot == "act" and word.value != OTHER:
            acts = (*acts, word.value) if words[at - 1].slot in ("join", "act") else (word.value,)
        elif word.slot == "subject":
            group.append((word, acts))
        elif not _is_harmless(word) and not _is_passed_over(words, at):
            if not _may_follow(word, group):
                return
            break
    if not group and acts and acts[-1].startswith("carry") and frame.subject == REQUEST:
        yield Denial(by_act()[REQUEST, acts[-1]], words[0].start, words[at].end)
    yield from _each(words[0], _without_causes(group, words))


def _is_harmless(word: Token) -> bool:
    if word.slot in ("time", "body"):
        return word.value not in ("other", "last")
    if word.slot == "unknown":
        return word.length < _UNKNOWN
    return word.slot in (*FILLERS, "join", "applicant", "negation") or word.value == "anyway"


def _is_passed_over(words: Sequence[Token], at: int) -> bool:
    """A way of coming that is one of all (通过传真、信函等形式), or a joined noun unknown to us."""
    if words[at].slot == "channel":
        return any(word.value == "anyway" for word in words[at:])
    return words[at].slot == "unknown" and words[at - 1].slot == "join"


def _may_follow(word: Token, group: Sequence[object]) -> bool:
    return bool(group) and word.slot == "number"


def _without_causes(
    group: Sequence[tuple[Token, tuple[str, ...]]], words: Sequence[Token]
) -> list[tuple[Token, tuple[str, ...]]]:
    """Leave out a request that led to what is denied: 未因公开申请引起行政复议."""
    found = list(group)
    while len(found) > 1 and found[0][0].value == REQUEST:
        first, second = found[0][0], found[1][0]
        between = words[words.index(first) + 1 : words.index(second)]
        if second.value in (REQUEST, INFO) or any(word.slot == "join" for word in between):
            break
        found = [(second, ()), *found[2:]]
    return found


def _each(negation: Token, group: Sequence[tuple[Token, tuple[str, ...]]]) -> Iterator[Denial]:
    end = group[-1][0].end if group else 0
    seen: set[Target] = set()
    if group and not any(noun.value in _DENIED for noun, _ in group):
        return
    for noun, acts in group:
        known = _DENIED.get(noun.value, {})
        meant = [known.get(act) for act in acts or ("",)]
        if noun.value in ("document", "rules"):
            targets = [by_act().get((noun.value, act)) for act in meant if act]
        else:
            last = meant[-1]
            targets = [by_act().get((noun.value, last))] if last else []
        for target in targets:
            if target and target not in seen:
                seen.add(target)
                yield Denial(target, negation.start, end)
