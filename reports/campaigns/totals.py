"""Sums over many reports, computed by the database. All hand-written SQL is here."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from reports.form.content import Figure
from reports.form.numbers import MONEY_DECIMALS

# One row per cell over all documents of figures; blanks are JSON null, which sums ignore.
_POSTGRESQL = """
SELECT cell.key, sum(cell.value::numeric), count(*) - count(cell.value)
FROM ({documents}) AS counted, jsonb_each_text(counted.figures) AS cell GROUP BY cell.key
"""
_SQLITE = """
SELECT cell.key, sum(cell.value), count(*) - count(cell.value)
FROM ({documents}) AS counted, json_each(counted.figures) AS cell GROUP BY cell.key
"""


@dataclass(frozen=True)
class Sums:
    """Sums by cell, None if nobody stated a figure; and the number of documents with a blank."""

    figures: dict[str, Figure | None] = field(default_factory=dict)
    blanks: dict[str, int] = field(default_factory=dict)


def sum_figures(documents: QuerySet[Any]) -> Sums:
    """Sum every cell over the rows of `documents`, which have a column `figures`."""
    statement = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
    inner, parameters = documents.order_by().values("figures").query.sql_with_params()
    sums = Sums()
    with connection.cursor() as cursor:
        cursor.execute(statement.format(documents=inner), parameters)
        for cell, total, blanks in cursor.fetchall():
            sums.figures[cell] = _figure(total)
            if blanks:
                sums.blanks[cell] = blanks
    return sums


def _figure(total: Any) -> Figure | None:
    """Return a sum as a figure; SQLite sums decimals as floats, exact to the four places used."""
    if total is None or isinstance(total, int):
        return total
    exact = Decimal(str(total)).quantize(MONEY_DECIMALS)
    return int(exact) if exact == exact.to_integral_value() else exact.normalize()
