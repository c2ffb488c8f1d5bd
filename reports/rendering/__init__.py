"""Renders a Document as bytes: one module, and one line here, for each format.

Called by pages and by whatever delivers a report. Pure: never here Django, the database, or a
figure that is not in the Document.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reports.rendering import html, json, xlsx
from reports.rendering.document import Document


@dataclass(frozen=True)
class Renderer:
    name: str
    extension: str
    content_type: str
    render: Callable[[Document], bytes]


XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

RENDERERS: dict[str, Renderer] = {
    "html": Renderer("HTML", "html", "text/html; charset=utf-8", html.render),
    "xlsx": Renderer("Excel", "xlsx", XLSX_TYPE, xlsx.render),
    "json": Renderer("JSON", "json", "application/json", json.render),
}
