"""A first text drafted from the tables, in plain sentences of our own (draft_sentences.toml).

What the tables say stands in it as live figures, what they cannot know as gaps. Pure.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from reports.content import Content, Figure
from reports.edition import Edition
from reports.equations import without_partial_totals
from reports.live_figures import NAME, live_figures

SENTENCES = Path(__file__).parent / "draft_sentences.toml"
YEAR = "〔年度〕"
END = "。"


@cache
def _paragraphs() -> Mapping[str, list[dict[str, Any]]]:
    with SENTENCES.open("rb") as file:
        return tomllib.load(file)


def drafted_sections() -> frozenset[str]:
    """The sections that a draft can be made for."""
    return frozenset(_paragraphs())


def draft(edition: Edition, content: Content, section: str) -> str:
    """The text as written, with the names of live figures in it."""
    figures = without_partial_totals(edition, content.figures)
    known = {name: figure.value(figures) for name, figure in live_figures(edition).items()}
    lines = []
    for paragraph in _paragraphs()[section]:
        sentences = [_sentence(s, known, content) for s in paragraph["sentences"]]
        lines.append(paragraph["heading"] + "".join(sentences))
    return "\n".join(lines).replace(YEAR, str(content.year))


def _sentence(
    sentence: Mapping[str, Any], known: Mapping[str, Figure | None], content: Content
) -> str:
    """Empty where the form of the year has none of its figures, or there is nothing to say."""
    if "text" in sentence:
        wanted = content.is_government or sentence.get("only") != "governments"
        return sentence["text"] if wanted else ""
    if not all(name in known for name in sentence["about"]):
        return ""
    if all(known[name] == 0 for name in sentence["about"]):
        return sentence.get("none", "")
    items = list(_items(sentence, known))
    text = sentence.get("some", "")
    if not text or text.endswith(END):
        return text
    if not items and not NAME.search(text):
        return ""
    return text + (sentence.get("lead", "") + "、".join(items) if items else "") + END


def _items(sentence: Mapping[str, Any], known: Mapping[str, Figure | None]) -> Iterator[str]:
    """Those of which there were some; a blank says nothing yet."""
    for item in sentence.get("items", ()):
        if any(known.get(name) for name in NAME.findall(item)):
            yield item
