"""The difference between two texts, by sentence and, within changed ones, by word. Pure Python."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]?")
_WORD = re.compile(r"\d[\d.,]*|[A-Za-z]+|.", re.DOTALL)  # a Chinese character is a word
MOST = 800  # sentences or words: comparing is quadratic
MOST_PAIRS = (
    6_000  # of equal ones in both; written paragraphs have 5,000, and with more it is cubic
)
ALIKE = 0.5  # less similar sentences are shown one after the other
SHORTEST = 2  # shorter unchanged stretches between changes are not worth showing
KEPT = 40  # characters beside a change that stay visible when folding


@dataclass(frozen=True)
class DiffRun:
    kind: Literal["same", "out", "in", "folded"]
    text: str


def text_diff(before: str, after: str) -> list[DiffRun]:
    """Return runs of unchanged, removed and added text; without removals they make up `after`."""
    old, new = _sentences(before), _sentences(after)
    if len(old) > MOST or len(new) > MOST:
        return list(_changed([before], [after]))
    runs: list[DiffRun] = []
    for tag, start, end, new_start, new_end in _compared(old, new).get_opcodes():
        if tag == "equal":
            runs.append(DiffRun("same", "".join(old[start:end])))
        else:
            runs.extend(_changed(old[start:end], new[new_start:new_end]))
    return runs


def folded(runs: Sequence[DiffRun]) -> list[DiffRun]:
    """Split long unchanged runs, so that their middle can be hidden."""
    return [part for i, run in enumerate(runs) for part in _apart(run, i > 0, i < len(runs) - 1)]


def _apart(run: DiffRun, has_before: bool, has_after: bool) -> Iterator[DiffRun]:
    start = KEPT if has_before else 0
    end = len(run.text) - (KEPT if has_after else 0)
    if run.kind != "same" or end - start < 2 * KEPT:  # too little to hide
        yield run
        return
    parts = (
        DiffRun("same", run.text[:start]),
        DiffRun("folded", run.text[start:end]),
        DiffRun("same", run.text[end:]),
    )
    yield from (part for part in parts if part.text)


def _compared(old: Sequence[str], new: Sequence[str]) -> SequenceMatcher[str]:
    """Compare; where too many are alike, those that recur are no places to begin from."""
    counts, others = Counter(old), Counter(new)
    pairs = sum(count * others[one] for one, count in counts.items())
    return SequenceMatcher(None, old, new, autojunk=pairs > MOST_PAIRS)


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.findall(text) if sentence]


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[DiffRun]:
    gone, come = "".join(old), "".join(new)
    before, after = _WORD.findall(gone), _WORD.findall(come)
    if gone and come and len(before) <= MOST and len(after) <= MOST:
        matcher = _compared(before, after)
        if matcher.ratio() >= ALIKE:
            yield from _merged(_by_word(matcher, before, after))
            return
    yield from _one_after_the_other(gone, come)


def _by_word(
    matcher: SequenceMatcher[str], before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[bool, str, str]]:
    """Yield whether a stretch is unchanged, its old text and its new text."""
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        yield tag == "equal", "".join(before[start:end]), "".join(after[new_start:new_end])


def _merged(steps: Iterable[tuple[bool, str, str]]) -> Iterator[DiffRun]:
    """Merge unchanged stretches that are too short into changes, to keep words in one piece."""
    gone = come = ""
    for stayed, old, new in steps:
        if stayed and (len(new) >= SHORTEST or not (gone or come)):
            yield from _one_after_the_other(gone, come)
            yield DiffRun("same", new)
            gone = come = ""
        else:
            gone, come = gone + old, come + new
    yield from _one_after_the_other(gone, come)


def _one_after_the_other(gone: str, come: str) -> Iterator[DiffRun]:
    if gone:
        yield DiffRun("out", gone)
    if come:
        yield DiffRun("in", come)
