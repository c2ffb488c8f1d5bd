"""Step 4: which figure a number repeats, by the words of its clause on either side.

A label, a noun or an act stands before the number or behind it; what neither says is inherited.
A number is bound only if nothing between it and its label is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.rules.mentions.frames import INFO, OTHER, REQUEST
from reports.rules.mentions.lexicon import FILLERS, Token, raw
from reports.rules.mentions.surroundings import (
    A_PART,
    ANOTHER,
    LABELS,
    NO_CELL,
    OTHER_UNIT,
    ROUNDED,
    UNSAID,
    NotBound,
    Surroundings,
    is_act,
    is_unknown,
    last_act,
    says,
)
from reports.rules.mentions.targets import (
    DISPUTES,
    Target,
    by_act,
    joined,
    of_applicants,
    of_outcome,
    of_result,
)

_NEW_ROWS = ("new_received",)
_DECISIONS = ("licensing", "penalty", "coercion")
_PUT_OUT = ("publish", "open")
_ITS_NOUN = ("finish", "handle")  # 予以公开答复 8 件
_PASSED_OVER = ("decide", "arise", "publish", "open", "collect", "other")  # after an outcome


def meant(phrase: Surroundings) -> Target:
    """Return what the number repeats. Raises NotBound if it cannot be said."""
    mention = phrase.number.number
    assert mention is not None
    if mention.about:
        raise NotBound(ROUNDED)
    target = _labelled(phrase) or _acted(phrase) or _by_what_follows(phrase)
    if target is None:
        raise NotBound(UNSAID, leaves=phrase.is_of_another_noun)
    phrase.refuse(target)
    if not target.counts_in(mention.unit) or (mention.unit != "元" and mention.value % 1):
        raise NotBound(OTHER_UNIT)
    return target


# Outcomes, applicants, results ------------------------------------------------------------------


def _labelled(phrase: Surroundings) -> Target | None:
    """By an outcome, an applicant or a result before it."""
    at = phrase.last(LABELS)
    if at is None or phrase.is_only_context:
        return None
    if phrase.left[at].value == "citizen" and any(map(is_act, phrase.left[:at])):
        return None
    if any(w.slot == "act" and w.value not in _PASSED_OVER for w in _behind_label(phrase, at)):
        if phrase.left[at].slot != "applicant":
            raise NotBound(A_PART)
        return _of_applicants(phrase, phrase.left, at, phrase.act(phrase.left, REQUEST))
    return _label_at(phrase, phrase.left, at)


def _behind_label(phrase: Surroundings, at: int) -> Sequence[Token]:
    """The words between a label and the number; 答复 right behind an outcome belongs to it."""
    words = phrase.left[at + 1 :]
    is_its_noun = phrase.left[at].slot == "outcome" and words and words[0].value in _ITS_NOUN
    return words[1:] if is_its_noun else words


def _label_at(phrase: Surroundings, words: Sequence[Token], at: int) -> Target:
    word = words[at]
    phrase.require_known(words, at)
    before = next((w for w in reversed(words[:at]) if w.slot not in FILLERS), None)
    if word.slot == "outcome" and before and before.value in ("receive", "new"):
        raise NotBound(A_PART)  # 收到重复申请 3 件
    if word.slot == "result":
        return of_result(phrase.dispute(words), word.value)
    phrase.require_request()
    if word.weak and phrase.frame.label != "outcome":  # 其他 2 件
        raise NotBound(UNSAID)
    if word.slot == "applicant":
        return _of_applicants(phrase, words, at, phrase.act(words[:at], REQUEST))
    values = _outcomes(words, at)
    if "kind" in values:
        raise NotBound(A_PART)
    return joined([of_outcome(value) for value in values])


def _outcomes(words: Sequence[Token], at: int) -> list[str]:
    """The outcome at a place, with those joined to it; a row goes before its group."""
    group, is_joined = [words[at].value], False
    for word in reversed(words[:at]):
        if word.slot == "join":
            is_joined = True
        elif word.slot == "outcome" or (word.value == "open" and is_joined):  # 公开和部分公开
            value = "granted" if word.value == "open" else word.value
            group = [*group, value] if is_joined else _inner(group, value)
            is_joined = False
        elif word.slot not in (*FILLERS, "act") and not word.weak:
            break
    return list(dict.fromkeys(group))


def _inner(group: list[str], value: str) -> list[str]:
    """Of two outcomes that are not joined one must be within the other: that one counts."""
    if any(_is_within(v, value) for v in group):
        return group
    if all(_is_within(value, v) for v in group):
        return [value]
    raise NotBound(ANOTHER)


def _is_within(row: str, group: str) -> bool:
    pattern = raw()["groups"].get(group, "")
    return bool(pattern) and row.startswith(pattern.rstrip("*"))


def _of_applicants(
    phrase: Surroundings, words: Sequence[Token], at: int, act: Target | None
) -> Target:
    """The act says which row, the applicant which column: 自然人的申请办结 5 件."""
    rows = act.rows if act else ()
    if not rows and phrase.head is not None:
        rows = phrase.head.rows
    values = [words[at].value]
    for before, link in zip(words[: max(0, at - 1)], words[1:at], strict=True):
        if link.slot == "join" and before.slot == "applicant":
            values.insert(0, before.value)
    return of_applicants(tuple(values), rows or _NEW_ROWS)


# Acts and nouns before the number ---------------------------------------------------------------


def _acted(phrase: Surroundings) -> Target | None:
    """By an act before it, with its noun on either side or inherited."""
    acts = [i for i, word in enumerate(phrase.left) if is_act(word)]
    if phrase.is_only_context:
        return None
    if not acts:
        return _named(phrase)
    at = acts[-1]
    if phrase.left[at].value in ("finish", "handle") and _carries(phrase.left, "carry_in"):
        raise NotBound(A_PART)
    subject = phrase.subject(at)
    if subject == OTHER and _carries(phrase.left[at:]) and phrase.frame.lasting == REQUEST:
        subject = REQUEST
    target = phrase.act(phrase.left, subject)
    if target is None:
        raise NotBound(NO_CELL, leaves=subject not in (REQUEST, INFO))
    phrase.require_known(phrase.left, at)
    if not says(phrase.left) and not says(phrase.right):
        phrase.require_own_words()
    phrase.require_no_other_noun_behind()
    return _with_joined(phrase, target, at)


def _carries(words: Sequence[Token], way: str = "carry") -> bool:
    """上年结转的申请办结 3 件."""
    return any(word.slot == "act" and word.value.startswith(way) for word in words)


def _with_joined(phrase: Surroundings, target: Target, at: int) -> Target:
    """引发行政复议、行政诉讼 3 件: the sum of both."""
    last = phrase.last(("subject",))
    if last is None or last < at or phrase.left[last].value not in (*DISPUTES, *_DECISIONS):
        return target
    nouns = _joined_nouns(phrase.left, last)
    targets = [phrase.act(phrase.left, noun) for noun in nouns]
    return joined([found for found in targets if found])


def _named(phrase: Surroundings) -> Target | None:
    """By nouns alone before it; an act behind it may say more: 申请 3 件已答复."""
    at = phrase.last(("subject",))
    if at is None:
        return None
    subject = phrase.left[at].value
    phrase.require_known(phrase.left, at)
    phrase.refuse_the_courts(subject, "bare")
    if subject == REQUEST and phrase.frame.counted == phrase.number.value:
        raise NotBound(UNSAID, leaves=True)  # 主动公开 126 件、依申请公开 35 件
    published = phrase.frame.act in (*_PUT_OUT, OTHER) or last_act(phrase.right) in _PUT_OUT
    if subject in _DECISIONS and published:
        raise NotBound(UNSAID)  # 公示行政处罚 12 件、行政许可 30 件
    if (found := _label_behind(phrase, subject)) is not None:
        return found
    targets = [by_act().get((noun, "bare")) for noun in _joined_nouns(phrase.left, at)]
    known = [target for target in targets if target]
    if phrase.left[at].weak or len(known) < len(targets) or phrase.head_subject == INFO:
        raise NotBound(UNSAID, leaves=subject == OTHER)
    return joined(known)


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


# Words behind the number ------------------------------------------------------------------------


def _by_what_follows(phrase: Surroundings) -> Target | None:
    """3 件予以公开, 2 件行政复议, 5 件申请结转下年."""
    first = next((w for w in phrase.right if w.slot not in FILLERS), None)
    if first is None:
        return _summed_up(phrase) or _of_disclosure(phrase)
    if is_unknown(first) and not phrase.gives_a_cause:
        raise NotBound(ANOTHER, leaves=True)
    noun = next((w for w in phrase.right if w.slot == "subject"), None)
    subject = noun.value if noun else phrase.frame.subject
    if not noun and _carries(phrase.right) and phrase.frame.lasting == REQUEST:
        subject = REQUEST  # only requests are carried over
    if (found := _label_behind(phrase, subject)) is not None:
        return found
    if noun and (found := phrase.act(phrase.left, subject)):
        return found
    return by_act().get((noun.value, "bare")) if noun and not noun.weak else None


def _label_behind(phrase: Surroundings, subject: str) -> Target | None:
    """By the first label or act behind the number, if no unknown word is before it."""
    for word in phrase.right:
        if word.slot in LABELS:
            last = max(i for i, w in enumerate(phrase.right) if w.slot in LABELS)
            return _label_at(phrase, phrase.right, last)
        if is_unknown(word) and not phrase.gives_a_cause:
            return None
        if _narrows(phrase, word):
            raise NotBound(A_PART)
        if is_act(word) and (found := by_act().get((subject, word.value))):
            return found
    return None


def _narrows(phrase: Surroundings, word: Token) -> bool:
    if word.slot == "negation":
        return not phrase.gives_a_cause
    return word.slot in ("channel", "veto") or word.value == OTHER


def _of_disclosure(phrase: Surroundings) -> Target | None:
    """行政诉讼 8 件，其中政府信息公开类 2 件."""
    is_part = says(phrase.left, "disclosure") and phrase.head is not None
    only = all(word.slot in FILLERS for word in phrase.left)
    if is_part and only and phrase.frame.subject in DISPUTES:
        return by_act()[phrase.frame.subject, "bare"]
    return None


def _summed_up(phrase: Surroundings) -> Target | None:
    """网上 5 件，来信 3 件，合计 8 件: the sum has the act of its sentence."""
    if not says(phrase.left, "total"):
        return None
    if set(phrase.before) == {"new", "carried_over"}:
        return by_act()[REQUEST, "handled"]
    return None if phrase.before else by_act().get((phrase.frame.subject, phrase.frame.act))
