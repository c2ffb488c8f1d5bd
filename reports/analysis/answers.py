"""What an agency's answer to a comment says it changed, and whether anything was."""

from __future__ import annotations

import re

from reports.form.content import Content
from reports.form.places import Place

CLAIM = re.compile(
    r"(?:改为|改成|更正为|更改为|修改为|修正为|调整为|应为|应该是|now)\s*[:：]?\s*"
    r"(\d[\d,，]*(?:\.\d+)?)"
)


def stands_as_it_was(place: Place, quote: str, before: Content, now: Content) -> bool:
    """Whether nothing of the place differs; of quoted words, whether they still stand there."""
    if place.section is None:
        return (before.figures, before.texts) == (now.figures, now.texts)
    if place.cells:
        return all(before.figures.get(cell) == now.figures.get(cell) for cell in place.cells)
    text = now.texts.get(place.key, "")
    return quote in text if quote else before.texts.get(place.key, "") == text


def claimed(answer: str) -> str:
    """Return the last figure that an answer says it was changed to, "" if it names none."""
    found = CLAIM.findall(answer)
    return re.sub("[,，]", "", found[-1]) if found else ""
