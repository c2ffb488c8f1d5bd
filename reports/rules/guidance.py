"""What a text still lacks, shown on its page while somebody writes: length and subjects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.form.content import Content, RuleContext
from reports.form.edition import Edition, Section
from reports.rules.context import NO_CONTEXT
from reports.rules.narrative import advised_length, subjects_are_mentioned, text_length


@dataclass(frozen=True)
class Subject:
    """A subject the text must address, recognised by any one of its words (N-R15)."""

    name: str
    words: tuple[str, ...]
    mentioned: bool


@dataclass(frozen=True)
class Guidance:
    length: int  # characters without spaces, as N-R14 counts them
    advised: int | None
    subjects: tuple[Subject, ...]

    @property
    def too_long(self) -> bool:
        return self.advised is not None and self.length > self.advised


def guidance(
    edition: Edition, section: Section, content: Content, around: RuleContext = NO_CONTEXT
) -> Guidance:
    text = content.texts.get(section.code, "")
    subjects = tuple(_subjects(edition, section, text))
    return Guidance(text_length(text), advised_length(section, around), subjects)


def _subjects(edition: Edition, section: Section, text: str) -> Iterator[Subject]:
    for rule in edition.rules:
        options = rule.options or {}
        if rule.check != subjects_are_mentioned.__name__ or options["sections"] != [section.code]:
            continue
        for subject in options["subjects"]:
            words = tuple(subject["words"])
            yield Subject(subject["name"], words, any(word in text for word in words))
