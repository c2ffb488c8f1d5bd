"""A first draft generated from the tables, in plain sentences of our own (draft_sentences.toml).

Figures from the tables are live figures; what the tables cannot know is left as gaps. Pure.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reports.form.content import Content, Figure
from reports.form.edition import Edition
from reports.form.equations import without_partial_totals
from reports.form.live_figures import NAME, live_figures

SENTENCES = Path(__file__).parent / "draft_sentences.toml"
YEAR = "〔年度〕"
END = "。"


@dataclass(frozen=True)
class Sentence:
    """A sentence as draft_sentences.toml defines it; the keys are explained there."""

    text: str = ""  # always written
    only: str = ""  # for whom, if not for everybody
    about: tuple[str, ...] = ()
    some: str = ""
    lead: str = ""
    items: tuple[str, ...] = ()
    none: str = ""


@dataclass(frozen=True)
class Part:
    heading: str
    sentences: tuple[Sentence, ...]


@cache
def parts_by_section() -> Mapping[str, tuple[Part, ...]]:
    with SENTENCES.open("rb") as file:
        raw = tomllib.load(file)
    return {
        section: tuple(
            Part(part["heading"], tuple(_sentence(**words) for words in part["sentences"]))
            for part in parts
        )
        for section, parts in raw.items()
    }


def _sentence(about: Sequence[str] = (), items: Sequence[str] = (), **words: str) -> Sentence:
    return Sentence(about=tuple(about), items=tuple(items), **words)


def drafted_sections() -> frozenset[str]:
    """The sections for which a draft can be generated."""
    return frozenset(parts_by_section())


def draft(edition: Edition, content: Content, section: str) -> str:
    """Return the draft as written, with the names of live figures in it."""
    figures = without_partial_totals(edition, content.figures)
    known = {name: figure.value(figures) for name, figure in live_figures(edition).items()}
    lines = [
        part.heading + "".join(_told(s, known, content.is_government) for s in part.sentences)
        for part in parts_by_section()[section]
    ]
    return "\n".join(lines).replace(YEAR, str(content.year))


def _told(sentence: Sentence, known: Mapping[str, Figure | None], is_government: bool) -> str:
    """Return the sentence; "" if the year's form lacks its figures or there is nothing to say."""
    if sentence.text:
        return sentence.text if is_government or sentence.only != "governments" else ""
    if not all(name in known for name in sentence.about):
        return ""
    if all(known[name] == 0 for name in sentence.about):
        return sentence.none
    if not sentence.some or sentence.some.endswith(END):
        return sentence.some
    items = [item for item in sentence.items if _is_some(item, known)]
    if not items and not NAME.search(sentence.some):
        return ""
    return sentence.some + (sentence.lead + "、".join(items) if items else "") + END


def _is_some(item: str, known: Mapping[str, Figure | None]) -> bool:
    """Whether the item is worth mentioning; blanks say nothing yet."""
    return any(known.get(name) for name in NAME.findall(item))
