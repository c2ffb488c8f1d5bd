"""P-R02: wrong and sensitive words from the lists that administrators keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reports.form.content import ListedWord
from reports.rules.context import Checked, Violation

# One character for one, so that positions in the text do not change.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


def watched_words(checked: Checked, options: Mapping[str, Any]) -> Iterator[Violation]:
    """Each listed word once per section, with the severity that its list gives it."""
    if not checked.around.watched:
        return
    lists = _lists(checked.around.watched)
    for section in checked.sections(options):
        text = checked.text(section.code)
        for word, quote in lists.found_in(text):
            values = {
                "where": section.title,
                "quote": quote,
                "right": word.right,
                "remark": f"（{word.remark}）" if word.remark else "",
            }
            variant = "wrong" if word.right else "sensitive"
            yield Violation(values, section=section.code, variant=variant, quote=quote,
                      severity=word.severity)  # fmt: skip


@dataclass(frozen=True)
class _Lists:
    pattern: re.Pattern[str]
    by_word: Mapping[str, ListedWord]

    def found_in(self, text: str) -> Iterator[tuple[ListedWord, str]]:
        found: dict[str, str] = {}
        for match in self.pattern.finditer(text.translate(_NARROW)):
            found.setdefault(_key(match.group()), text[match.start() : match.end()])
        yield from (
            (self.by_word[key], quote) for key, quote in found.items() if key in self.by_word
        )


@lru_cache(maxsize=32)
def _lists(watched: tuple[ListedWord, ...]) -> _Lists:
    """Compile the lists, longest words first and including the allowed longer words, so that these
    are matched before the listed words they contain."""
    by_word = {_key(word.word): word for word in watched}
    every = {*by_word, *(_key(longer) for word in watched for longer in word.allowed)}
    longest_first = sorted(every - {""}, key=lambda word: (-len(word), word))
    pattern = "|".join(map(re.escape, longest_first))
    return _Lists(re.compile(pattern or r"(?!)", re.IGNORECASE), by_word)


def _key(word: str) -> str:
    return word.strip().translate(_NARROW).lower()
