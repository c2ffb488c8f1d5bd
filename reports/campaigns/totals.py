"""Sums over many reports, computed by the database. All hand-written SQL is here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from reports.form.content import Figure
from reports.form.numbers import MONEY_DECIMALS

# One row per cell over all documents of figures; blanks are JSON null, which sums ignore.
_POSTGRESQL = """
SELECT cell.key, sum(cell.value::numeric), count(*) - count(cell.value){group}
FROM ({documents}) AS counted, jsonb_each_text(counted.figures) AS cell GROUP BY cell.key{group}
"""
_SQLITE = """
SELECT cell.key, sum(cell.value), count(*) - count(cell.value){group}
FROM ({documents}) AS counted, json_each(counted.figures) AS cell GROUP BY cell.key{group}
"""


@dataclass(frozen=True)
class Sums:
    """Sums by cell, None if nobody stated a figure; and the number of documents with a blank."""

    figures: dict[str, Figure | None] = field(default_factory=dict)
    blanks: dict[str, int] = field(default_factory=dict)

    def add(self, cell: str, total: Any, blanks: int) -> None:
        self.figures[cell] = _figure(total)
        if blanks:
            self.blanks[cell] = blanks


def sum_figures(documents: QuerySet[Any]) -> Sums:
    """Sum every cell over the rows of `documents`, which have a column `figures`."""
    sums = Sums()
    for cell, total, blanks in _rows(documents.order_by().values("figures")):
        sums.add(cell, total, blanks)
    return sums


def sums_by(documents: QuerySet[Any], name: str) -> dict[str, Sums]:
    """Sum the same for each value of the field `name`."""
    found = defaultdict[str, Sums](Sums)
    grouped = documents.order_by().values("figures", part=F(name))
    for cell, total, blanks, part in _rows(grouped, ", counted.part"):
        found[part].add(cell, total, blanks)
    return dict(found)


def _rows(documents: QuerySet[Any, Any], group: str = "") -> list[tuple[Any, ...]]:
    statement = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
    inner, parameters = documents.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(statement.format(documents=inner, group=group), parameters)
        return list(cursor.fetchall())


def _figure(total: Any) -> Figure | None:
    """Return a sum as a figure; SQLite sums decimals as floats, exact to the four places used."""
    if total is None or isinstance(total, int):
        return total
    exact = Decimal(str(total)).quantize(MONEY_DECIMALS)
    return int(exact) if exact == exact.to_integral_value() else exact.normalize()
