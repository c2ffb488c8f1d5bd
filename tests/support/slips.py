"""Valid tables in which one figure was mistyped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from reports.form.content import Figure
from reports.form.edition import Edition
from tests.support.balanced import balanced_figures

TABLES = 1_000


@dataclass(frozen=True)
class Slipped:
    figures: dict[str, Figure]  # as they were meant
    cell: str
    wrong: Figure

    @property
    def written(self) -> dict[str, Figure]:
        return {**self.figures, self.cell: self.wrong}

    @property
    def truth(self) -> tuple[tuple[str, Figure, Figure], ...]:
        """The change that mends it: cell, what stands there, what was meant."""
        return ((self.cell, self.wrong, self.figures[self.cell]),)


def tables_with_one_slip(
    edition: Edition, rng: Random, *, typed_only: bool = False
) -> Iterator[Slipped]:
    tables = [c for rule in ("requests", "disputes") for c in edition.cells if c.startswith(rule)]
    cells = [c for c in edition.cells if c in set(tables)]
    cells = [c for c in cells if not (typed_only and edition.cells[c].computed)]
    for _ in range(TABLES):
        yield _with_one_slip(edition, rng, cells)


def _with_one_slip(edition: Edition, rng: Random, cells: Sequence[str]) -> Slipped:
    figures = balanced_figures(edition, rng)
    while True:
        place = rng.randrange(len(cells))
        right = figures[cells[place]]
        wrong = _slip(str(right), str(figures[cells[place - 1]]), rng)
        if wrong != right:
            return Slipped(figures, cells[place], wrong)


def _slip(right: str, neighbour: str, rng: Random) -> int:
    """Another digit, two changed round, one too many, or the figure of the cell before."""
    at = rng.randrange(len(right))
    return int(
        rng.choice(
            [
                right[:at] + rng.choice("0123456789") + right[at + 1 :],
                right[: at - 1] + right[at] + right[at - 1] + right[at + 1 :] if at else right,
                right + "0",
                neighbour,
            ]
        )
    )
