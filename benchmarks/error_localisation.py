"""python -m benchmarks.error_localisation: the wrong cell, found here and by the field's method.

Fellegi and Holt (1976) change the fewest cells, of equal weight, so that every edit holds: a
mixed-integer problem, solved here by scipy's HiGHS. Scipy is for measuring alone and stands in
requirements/dev.in. Both are asked about the same thousand tables of each edition with one slip of
the hand; right first means that the first answer is the true cell with its true figure.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from random import Random
from time import process_time

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

from reports.form.content import Content, Figure
from reports.form.edition import Edition
from reports.form.loader import load_editions
from reports.rules.balance_edits import BalanceEdit, balance_edits
from reports.rules.error_localisation import localise_errors
from tests.support.slips import TABLES, tables_with_one_slip

MOST = 1_000_000  # that any figure may be changed by
SHARE = 0.1  # of the solver's time that ours may take
Answer = tuple[tuple[str, Figure, Figure], ...]


def main() -> None:
    for edition in load_editions().values():
        tables = list(tables_with_one_slip(edition, Random(20)))
        broken = [t for t in tables if localise_errors(edition, Content(2026, t.written))]
        ours, our_time = timed(lambda e, f: our_answer(e, f), edition, broken)
        theirs, their_time = timed(smallest_change, edition, broken)
        share = our_time / their_time
        kept = ours >= theirs and share <= SHARE
        print(
            f"{edition.id}: {len(broken)} of {TABLES} tables fail; right first: ours {ours}, "
            f"smallest change {theirs}; CPU {our_time:.1f} / {their_time:.1f} s = {share:.3f}   "
            f"{'accepted' if kept else 'MISSED'} (as often, up to {SHARE})"
        )


def timed(answer, edition: Edition, tables: Sequence) -> tuple[int, float]:
    started = process_time()
    answers = [answer(edition, table.written) for table in tables]
    spent = process_time() - started
    return sum(a == table.truth for a, table in zip(answers, tables, strict=True)), spent


def our_answer(edition: Edition, figures: dict[str, Figure]) -> Answer:
    found = localise_errors(edition, Content(2026, figures))
    return tuple((c.cell, c.now, c.value) for c in found.candidates[0]) if found else ()


def smallest_change(edition: Edition, figures: dict[str, Figure]) -> Answer:
    """Each cell's figure is its present one + up - down; `changed` is 1 where either is not 0."""
    edits = [edit for edit in balance_edits(edition, False) if not edit.last]
    cells = sorted({cell for edit in edits for cell in edit.weights})
    count = len(cells)
    at = {cell: i for i, cell in enumerate(cells)}
    now = numpy.array([float(figures[cell]) for cell in cells])
    rows = lil_matrix((len(edits) + count, 3 * count))
    low, high = numpy.empty(rows.shape[0]), numpy.empty(rows.shape[0])
    for row, edit in enumerate(edits):
        for cell, weight in edit.weights.items():
            rows[row, at[cell]], rows[row, count + at[cell]] = weight, -weight
        low[row], high[row] = _room(edit, float(edit.off_by(figures, {}) or 0))
    for i in range(count):
        row = len(edits) + i
        rows[row, i] = rows[row, count + i] = 1
        rows[row, 2 * count + i] = -MOST
        low[row], high[row] = -numpy.inf, 0
    upper = numpy.concatenate([numpy.full(count, MOST), now, numpy.ones(count)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        solved = milp(
            numpy.concatenate([numpy.zeros(2 * count), numpy.ones(count)]),
            constraints=LinearConstraint(rows.tocsr(), low, high),
            integrality=numpy.ones(3 * count),
            bounds=Bounds(numpy.zeros(3 * count), upper),
        )
    if solved.x is None:
        return ()
    by = numpy.rint(solved.x[:count] - solved.x[count : 2 * count]).astype(int)
    changed = [(cell, int(by[i])) for cell, i in at.items() if by[i]]
    return tuple((cell, figures[cell], figures[cell] + step) for cell, step in changed)


def _room(edit: BalanceEdit, off: float) -> tuple[float, float]:
    """How far the edit's sum may move so that it holds."""
    if edit.relation == "=":
        return -off, -off
    return (-numpy.inf, -off) if edit.relation == "<=" else (-off, numpy.inf)


if __name__ == "__main__":
    main()
