"""A Document as bytes: one module and one line here for each format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reports.document import Document
from reports.rendering import html, json, xlsx


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
