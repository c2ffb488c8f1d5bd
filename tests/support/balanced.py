"""Random reports in which everything holds: every sum, and section two as it should be."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from reports.form.content import Figure
from reports.form.edition import Edition, Table


def balanced_figures(edition: Edition, rng: Random) -> dict[str, Figure]:
    """Every cell of the edition with a figure, in printed order."""
    figures: dict[str, Figure] = {}
    for table in edition.tables:
        if table.code == "requests":
            figures |= _requests(table, rng)
        elif table.code == "disputes":
            figures |= _disputes(table, rng)
        else:
            figures |= _proactive(table, rng)
    return {cell: figures[cell] for cell in edition.cells}


def _few(rng: Random) -> int:
    """Mostly 0, as in real reports."""
    return rng.randrange(1, 400) if rng.random() < 0.3 else 0


def _requests(table: Table, rng: Random) -> dict[str, Figure]:
    """Each applicant's requests come in, or stood over, and go out, or stand over."""
    figures: dict[str, Figure] = {}
    applicants = [column.code for column in table.columns if not column.sum_of]
    around = ("new_received", "carried_over", "outcome_total", "carried_forward")
    outcomes = [row.code for row in table.rows if row.code not in around]
    for column in applicants:
        counts = {row: _few(rng) for row in outcomes}
        handled, left_over = sum(counts.values()), _few(rng)
        carried_over = rng.randint(0, handled + left_over)
        counts |= {"outcome_total": handled, "carried_forward": left_over}
        counts |= {"carried_over": carried_over, "new_received": handled + left_over - carried_over}
        figures |= {f"requests.{row}.{column}": count for row, count in counts.items()}
    for row in table.rows:
        parts = [figures[f"requests.{row.code}.{column}"] for column in applicants]
        figures[f"requests.{row.code}.total"] = sum(parts)
    return figures


def _disputes(table: Table, rng: Random) -> dict[str, Figure]:
    figures: dict[str, Figure] = {}
    for row in table.rows:
        results = {code: _few(rng) for code in ("upheld", "corrected", "other_result", "pending")}
        results["total"] = sum(results.values())
        figures |= {f"disputes.{row.code}.{code}": count for code, count in results.items()}
    return figures


def _proactive(table: Table, rng: Random) -> dict[str, Figure]:
    figures: dict[str, Figure] = {}
    columns = [column.code for column in table.columns]
    for row in table.rows:
        values = dict.fromkeys(columns, 0) if row.code == "rules" else _row(columns, rng)
        figures |= {f"{table.code}.{row.code}.{code}": value for code, value in values.items()}
    return figures


def _row(columns: list[str], rng: Random) -> dict[str, Figure]:
    first, second, third = sorted(_few(rng) for _ in range(3))
    money = Decimal(rng.randrange(1, 10**8)) / 10_000
    possible: dict[str, Figure] = {
        "made": first,  # all of them disclosed, and public still
        "disclosed": second,
        "total_public": third,
        "repealed": second - first,
        "in_force": third,
        "prev_year_items": third,
        "change": rng.randint(-third, 100),
        "decisions": _few(rng),
        "projects": first,
        "amount": money if first or columns == ["amount"] else 0,
    }
    return {column: possible[column] for column in columns}
