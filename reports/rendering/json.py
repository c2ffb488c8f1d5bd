"""A report as JSON in the shape of `check_report`: figures and texts by id, blanks as null."""

from __future__ import annotations

import json
from decimal import Decimal

from reports.form.content import Figure
from reports.rendering.document import Document


def render(document: Document) -> bytes:
    content = {
        "agency": document.agency,
        "year": document.year,
        "edition": document.edition.id,
        "figures": {cell: _plain_number(figure) for cell, figure in document.figures.items()},
        "texts": dict(document.texts),
    }
    if document.code:
        content["check_code"] = document.code
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _plain_number(figure: Figure | None) -> int | float | None:
    """Return a number that JSON and spreadsheets understand, whole if it has no decimals."""
    if not isinstance(figure, Decimal):
        return figure
    return int(figure) if figure == figure.to_integral_value() else float(figure)
