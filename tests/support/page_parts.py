"""The one element of a page that a test is about: a word elsewhere on the page proves nothing."""

from __future__ import annotations

from typing import Any

from lxml import html


def parts_at(page: Any, place: str) -> list[html.HtmlElement]:
    """All at a place such as `.error-summary li`, `tr.late td` or `#p-requests.granted.total`.

    Of an answer, of its words, or of a part found before; a name after # is taken whole, dots
    and all.
    """
    if isinstance(page, html.HtmlElement):
        return page.xpath("." + "".join(map(_step, place.split())))
    written = page if isinstance(page, str) else page.content.decode()
    return html.fromstring(written).xpath("".join(map(_step, place.split())))


def words_at(page: Any, place: str) -> list[str]:
    """What is read there, one for each such element, with single spaces."""
    return [" ".join("".join(part.itertext()).split()) for part in parts_at(page, place)]


def only_words_at(page: Any, place: str) -> str:
    """Where the page has one such element."""
    found = words_at(page, place)
    assert len(found) == 1, (place, found)
    return found[0]


def _step(step: str) -> str:
    if step.startswith("#"):
        return f'//*[@id="{step[1:]}"]'
    tag, *classes = step.split(".")
    having = "".join(f'[contains(concat(" ", @class, " "), " {name} ")]' for name in classes)
    return f"//{tag or '*'}{having}"
