"""Labels first, numbers after: 行政复议、行政诉讼分别为 2 件、1 件; 均为 0 件; 各 3 件."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from reports.rules.mentions.extraction import Mention
from reports.rules.mentions.frames import REQUEST, Clause, Frame
from reports.rules.mentions.lexicon import Token
from reports.rules.mentions.targets import DISPUTES, Target, by_act, of_outcome

Numbered = list[tuple[Token, list[Target]]]


def enumerated(clause: Clause, frame: Frame) -> Numbered | None:
    """The numbers of an enumeration with what each of them is; None if the clause is none."""
    words = clause.words
    at = next((i for i, word in enumerate(words) if word.slot == "each"), None)
    if at is None or any(word.number for word in words[:at]):
        return None
    labels = _labels(words[:at], frame)
    numbers = [word for word in words[at:] if word.number] or _zero(words, at)
    if not labels or not numbers:
        return [] if _of_several(words[:at]) and len(numbers) > 1 else None
    if _refused(words, frame):
        return []
    if len(numbers) == 1 and (len(labels) > 1 or words[at].value == "alike"):
        return [(numbers[0], labels)]
    if len(numbers) == len(labels):
        return [(n, [label]) for n, label in zip(numbers, labels, strict=True)]
    return []


def _of_several(words: Sequence[Token]) -> bool:
    """2023 年、2024 年分别收到…: of several years or bodies."""
    return len([word for word in words if word.slot in ("time", "body")]) > 1


def _refused(words: Sequence[Token], frame: Frame) -> bool:
    heard = replace(frame)
    for word in words:
        heard.hear(word)
    narrow = any(word.slot in ("channel", "veto", "percent") for word in words)
    return narrow or heard.is_other_time or heard.is_other_body


def _zero(words: Sequence[Token], at: int) -> list[Token]:
    """均为零 has no unit."""
    after = words[at + 1] if at + 1 < len(words) else None
    if after and after.slot == "negation" and after.length == 1 and at + 2 == len(words):
        nought = Mention(after.start, after.end, Decimal(0), "件", Decimal(1))
        return [replace(after, slot="number", number=nought)]
    return []


def _labels(words: Sequence[Token], frame: Frame) -> list[Target]:
    """What the labels before the numbers mean; empty if one of them means nothing."""
    every = [word.value for word in words if word.slot == "subject"]
    nouns = [noun for noun in every if noun in DISPUTES] or every  # 因公开申请引起的行政复议
    outcomes = [word.value for word in words if word.slot == "outcome"]
    if outcomes:
        known = REQUEST in (*nouns, frame.subject) and "kind" not in outcomes
        return [of_outcome(value) for value in outcomes] if known else []
    acts = [w.value for w in words if w.slot == "act" and w.value not in ("decide", "arise")]
    subject = nouns[-1] if nouns else frame.subject
    found = [by_act().get((subject, act)) for act in acts]
    if len(acts) < 2:
        found = [by_act().get((noun, "bare")) for noun in dict.fromkeys(nouns)]
    targets = [target for target in found if target]
    return targets if len(targets) == len(found) else []
