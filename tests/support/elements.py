"""One element of a page: what stands in it, and nothing of what else stands on the page."""

from __future__ import annotations

import re

from lxml import html
from lxml.html import HtmlElement

PART = re.compile(r"(?P<sign>[.#]?)(?P<word>[\w-]+)|\[(?P<name>[\w-]+)(?:=(?P<value>[^\]]*))?\]")


def elements(page: str, selector: str) -> list[HtmlElement]:
    """As a style sheet selects them: `tag`, `.class`, `#id`, `[name=value]`, one within another."""
    path = "".join(f"//*[{_condition(part)}]" for part in selector.split())
    return list(html.document_fromstring(page).xpath(path))


def texts_in(page: str, selector: str) -> list[str]:
    """What each of them says, on one line."""
    return [" ".join(each.text_content().split()) for each in elements(page, selector)]


def text_in(page: str, selector: str) -> str:
    """What the one of them says."""
    [said] = texts_in(page, selector)
    return said


def _condition(part: str) -> str:
    assert PART.sub("", part) == "", part
    return " and ".join(_test(**found.groupdict()) for found in PART.finditer(part))


def _test(sign: str | None, word: str | None, name: str | None, value: str | None) -> str:
    if name:
        return f"@{name}" if value is None else f"@{name}='{value}'"
    if sign == ".":
        return f"contains(concat(' ', normalize-space(@class), ' '), ' {word} ')"
    return f"@id='{word}'" if sign else f"self::{word}"
