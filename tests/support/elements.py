"""One element of a page: what stands in it, and nothing of what else stands on the page."""

from __future__ import annotations

import re
from typing import Any

from lxml import html
from lxml.html import HtmlElement

PART = re.compile(
    r"#(?P<id>[\w.-]+)|(?P<sign>\.?)(?P<word>[\w-]+)|\[(?P<name>[\w-]+)(?:=(?P<value>[^\]]*))?\]"
)


def elements(page: Any, selector: str) -> list[HtmlElement]:
    """As a style sheet selects them: `tag`, `.class`, `#id`, `[name=value]`, one within another.

    Of an answer, of its words, or of an element found before; the name of an id is taken whole,
    dots and all.
    """
    path = "".join(f"//*[{_condition(part)}]" for part in selector.split())
    if isinstance(page, HtmlElement):
        return list(page.xpath(f".{path}"))
    written = page if isinstance(page, str) else page.content.decode()
    return list(html.fromstring(written).xpath(path))


def texts_in(page: Any, selector: str) -> list[str]:
    """What each of them says, on one line."""
    return [" ".join(each.text_content().split()) for each in elements(page, selector)]


def text_in(page: Any, selector: str) -> str:
    """What the one of them says."""
    found = texts_in(page, selector)
    assert len(found) == 1, (selector, found)
    return found[0]


def _condition(part: str) -> str:
    assert PART.sub("", part) == "", part
    return " and ".join(_test(**found.groupdict()) for found in PART.finditer(part))


def _test(id: str | None, sign: str, word: str, name: str | None, value: str | None) -> str:
    if id:
        return f"@id='{id}'"
    if name:
        return f"@{name}" if value is None else f"@{name}='{value}'"
    if sign == ".":
        return f"contains(concat(' ', normalize-space(@class), ' '), ' {word} ')"
    return f"self::{word}"
