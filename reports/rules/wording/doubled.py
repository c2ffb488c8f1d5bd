"""What stands twice: a word of the closed kind (的的, 为为), a body's word behind its pronoun
(我局局), a phrase (保障保障), a clause, a mark. Not 认认真真 and 一条一条, and not where the second
begins a word of its own (县政府政府网站, 由我局局长).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

_HAN = r"\u4e00-\u9fff"
_PHRASE = re.compile(rf"([{_HAN}]{{2,12}}?)\1")
_CLAUSE = re.compile(
    rf"(?<![^，。；：、！？\n\s])([{_HAN}][^，。；：、！？\n]{{3,40}}[，。；、])\1"
)
_MARKS = re.compile(
    r"[，、；：,;:]{2,}|。(?=[。，、；])[。，、；]+|[，、；]。|(?<=\d)[%％]{2,}|[！？]{4,}"
)
_REDUPLICATED = re.compile(r"[一每逐几]")  # 一条一条, 逐件逐件


def doubled(text: str, options: Mapping[str, Any]) -> Iterator[str]:
    for pattern in _patterns(tuple(options["doubled"])):
        yield from (match.group() for match in pattern.finditer(text))
    yield from (match.group() for match in _own_body(options).finditer(text))
    yield from _phrases(text, options["begins_a_word"], options["ends_a_word"])
    yield from (match.group() for match in _CLAUSE.finditer(text))
    yield from (match.group() for match in _MARKS.finditer(text))


def _phrases(
    text: str, begins_a_word: Mapping[str, str], ends_a_word: Mapping[str, str]
) -> Iterator[str]:
    for match in _PHRASE.finditer(text):
        word = match[1]
        if len(set(word)) == 1 or _REDUPLICATED.match(word):
            continue
        begins = word in begins_a_word and re.match(begins_a_word[word], text[match.end() :][:8])
        before = text[max(0, match.start() - 1) : match.start()]
        if not (begins and re.match(ends_a_word.get(word, ""), before)):
            yield match.group()


@cache
def _patterns(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, patterns))


def _own_body(options: Mapping[str, Any]) -> re.Pattern[str]:
    return _bodies(tuple(options["own_bodies"].items()))


@cache
def _bodies(continued: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """我局局, unless the second begins a word, as in 我局局长."""
    return re.compile("|".join(f"[我本全各]{body}{body}(?!{more})" for body, more in continued))
