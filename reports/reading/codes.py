"""What a file carries beside its text: the title it gives itself, our check code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

PROPERTIES = "docProps/custom.xml"
_CODE = r"([0-9A-Z-]{1,40})"
_ALONE = re.compile(_CODE)
_IN_PAGE = re.compile(rf'<meta name="check-code" content="{_CODE}"')
_IN_OFFICE_FILE = re.compile(
    rf'name="check_code"[^>]{{0,200}}>\s{{0,20}}<vt:lpwstr>{_CODE}<'.encode()
)
_CORE = "docProps/core.xml"
_TITLE = re.compile(rb"<dc:title[^>]{0,80}>([^<]{1,400})</dc:title>")
_HEAD = 10_000  # characters of a page to search


def code_stated(text: str) -> str:
    return text if _ALONE.fullmatch(text) else ""


def code_in_page(text: str) -> str:
    found = _IN_PAGE.search(text[:_HEAD])
    return found[1] if found else ""


def code_in_office_file(parts: Mapping[str, bytes]) -> str:
    found = _IN_OFFICE_FILE.search(parts.get(PROPERTIES, b""))
    return found[1].decode() if found else ""


def office_titles(parts: Mapping[str, bytes]) -> list[str]:
    """Return the title in the properties of an office file, if it has one."""
    found = _TITLE.search(parts.get(_CORE, b""))
    return [unescape(found[1].decode(errors="replace"))] if found else []
