"""Error localisation: which cell is probably wrong when balance edits fail.

Each balance edit is a sum of weighted cells that should be 0. Changing one cell by the amount a
failed one is off resolves it and shifts every other one with that cell: suspects are the cells that
leave none of these failing and resolve the most. The figures cannot tell equally good cells apart;
what was typed last, and likely slips of the hand, then only order them. What no office could mean
is not proposed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from reports.form.content import Content, Figure, Figures
from reports.form.edition import Cell, Edition
from reports.form.numbers import MAX_DIGITS, MONEY_DECIMALS, format_figure
from reports.rules.balance_edits import BalanceEdit, balance_edits

MOST_SUSPECTS = 5  # that a page names
MOST_OF_AN_OFFICE = 100_000  # above it a figure is proposed only where one as long stands already


@dataclass(frozen=True)
class Correction:
    cell: str
    now: Figure
    value: Figure


@dataclass(frozen=True)
class Suspicion:
    """The candidates, each one cell or two together; the likeliest candidate first."""

    candidates: tuple[tuple[Correction, ...], ...]
    cleared: int  # errors resolved

    @property
    def certain(self) -> bool:
        """Whether the figures leave only one candidate."""
        return len(self.candidates) == 1

    @property
    def every_cell(self) -> frozenset[str]:
        return frozenset(change.cell for changes in self.candidates for change in changes)

    def typed_last_first(self, typed: Mapping[str, int]) -> Suspicion:
        """Return the same with the cells that were typed last before others; `typed` ranks them, 0
        for the latest."""
        never = len(typed)

        def age(changes: tuple[Correction, ...]) -> int:
            return min(typed.get(change.cell, never) for change in changes)

        return replace(self, candidates=tuple(sorted(self.candidates, key=age)))

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(change.cell for change in self.candidates[0])

    @property
    def values(self) -> tuple[Figure, ...]:
        return tuple(change.value for change in self.candidates[0])


def localise_errors(
    edition: Edition,
    content: Content,
    previous: Content | None = None,
    *,
    typed_only: bool = False,
    section: str = "",
) -> Suspicion | None:
    """Return the likely culprit of failing balance edits, in the whole report or one section.

    With `typed_only`, totals follow from their parts, as in the form, and are never wrong
    themselves; otherwise they are figures like any other, as in a document.
    """
    last = previous if previous and previous.year == content.year - 1 else None
    # Figures carried over from an unapproved report are doubtful too: no error, see `severities`.
    counted = last.figures if last and last.approved else {}
    statements = [s for s in balance_edits(edition, typed_only) if section in ("", s.section)]
    state = _state(statements, content.figures, counted)
    if not any(not state.statements[place].explainable for place in state.failed()):
        return None
    search = _Search(edition, content.figures, last.figures if last else {}, state)
    return _best(search.singles(), search) or _best(search.pairs(), search)


# Trying changes ------------------------------------------------------------------------------


class SearchStep(NamedTuple):
    cell: str
    by: Figure


class Trial(NamedTuple):
    steps: tuple[SearchStep, ...]
    cleared: frozenset[int]  # failed statements that hold after the change


@dataclass(frozen=True)
class SearchState:
    """How far each statement is off, and which statements each cell is in."""

    statements: Sequence[BalanceEdit]
    off: Sequence[Figure]
    touching: Mapping[str, Sequence[int]]

    def failed(self) -> list[int]:
        return [i for i, off in enumerate(self.off) if not self.statements[i].holds(off)]

    def after(self, step: SearchStep) -> SearchState:
        off = list(self.off)
        for place in self.touching[step.cell]:
            off[place] += self.statements[place].weights[step.cell] * step.by
        return SearchState(self.statements, off, self.touching)

    def steps(self) -> Iterator[SearchStep]:
        """Yield every change of one cell that makes a failed equation hold."""
        seen = set()
        for place in self.failed():
            statement = self.statements[place]
            for cell, weight in statement.weights.items():
                step = SearchStep(cell, -weight * self.off[place])
                # No form counts a cell twice in one equation, so such cells are skipped.
                if statement.relation == "=" and abs(weight) == 1 and step not in seen:
                    seen.add(step)
                    yield step

    def settled_by(self, step: SearchStep) -> bool:
        """Whether every equation with this cell holds after the step."""
        return all(
            statement.implied
            or statement.holds(self.off[place] + statement.weights[step.cell] * step.by)
            for place in self.touching[step.cell]
            for statement in (self.statements[place],)
        )


def _state(statements: Sequence[BalanceEdit], figures: Figures, last: Figures) -> SearchState:
    known = [(s, off) for s in statements if (off := s.off_by(figures, last)) is not None]
    touching: dict[str, list[int]] = {}
    for place, (statement, _) in enumerate(known):
        for cell in statement.weights:
            touching.setdefault(cell, []).append(place)
    return SearchState([s for s, _ in known], [off for _, off in known], touching)


@dataclass(frozen=True)
class _Search:
    edition: Edition
    figures: Figures
    last: Figures
    state: SearchState

    def singles(self) -> Iterator[Trial]:
        for step in filter(self.fits, self.state.steps()):
            if self.state.settled_by(step):
                yield self.trial(step)

    def pairs(self) -> Iterator[Trial]:
        for first in filter(self.fits, self.state.steps()):
            changed = self.state.after(first)
            for second in changed.steps():
                if second.cell != first.cell and changed.settled_by(second) and self.fits(second):
                    trial = self.trial(first, second)
                    if trial.cleared:
                        yield trial

    def trial(self, *steps: SearchStep) -> Trial:
        state = self.state
        for step in steps:
            state = state.after(step)
        told = (i for i in self.state.failed() if not self.state.statements[i].implied)
        cleared = frozenset(told) - frozenset(state.failed())
        return Trial(tuple(sorted(steps)), cleared)

    def fits(self, step: SearchStep) -> bool:
        value, known = self.value(step), (self.now(step), self.last.get(step.cell) or 0)
        return _fits(value, self.edition.cells[step.cell]) and _is_thinkable(value, known)

    def now(self, step: SearchStep) -> Figure:
        return self.figures.get(step.cell) or 0

    def value(self, step: SearchStep) -> Figure:
        return self.now(step) + step.by

    def slip(self, trial: Trial) -> int:
        """Rank the change by how likely a slip of the hand it is; 0 is the likeliest."""
        swapped = [self.value(step) for step in trial.steps][::-1]
        if len(swapped) == 2 and swapped == [self.now(step) for step in trial.steps]:
            return 0
        return max(
            slip_of_hand(self.now(step), self.value(step), self.last.get(step.cell))
            for step in trial.steps
        )

    def changes(self, trial: Trial) -> tuple[Correction, ...]:
        return tuple(
            Correction(step.cell, self.now(step), self.value(step)) for step in trial.steps
        )


def _is_thinkable(value: Figure, known: Sequence[Figure]) -> bool:
    """Whether an office could mean it: 3 is no slip for 12345678904."""
    size = abs(Decimal(value))
    return size <= MOST_OF_AN_OFFICE or any(size <= 10 * abs(Decimal(f)) for f in known)


def _fits(value: Figure, cell: Cell) -> bool:
    if abs(value) >= 10**MAX_DIGITS:
        return False
    if cell.kind == "money":
        return value >= 0 and Decimal(value) % MONEY_DECIMALS == 0
    return value == int(value) and (value >= 0 or cell.kind == "signed_count")


def _best(trials: Iterator[Trial], search: _Search) -> Suspicion | None:
    """Return all trials that do as well as the best for the same equations; None if there are none.

    Of several independent mistakes, the one with the fewest candidates comes first.
    """
    found = list(trials)
    if not found:
        return None
    most = max(len(trial.cleared) for trial in found)
    order = {cell: place for place, cell in enumerate(search.edition.cells)}
    rank = {trial: (search.slip(trial), order[trial.steps[0].cell]) for trial in found}
    groups: dict[frozenset[int], dict[tuple[str, ...], tuple[Correction, ...]]] = {}
    for trial in sorted(found, key=lambda trial: rank[trial]):
        if len(trial.cleared) == most:
            cells = tuple(step.cell for step in trial.steps)
            groups.setdefault(trial.cleared, {}).setdefault(cells, search.changes(trial))
    candidates = min(groups.values(), key=len)
    return Suspicion(tuple(candidates.values()), most)


# Slips of the hand -------------------------------------------------------------------------

SAME_AS_LAST_YEAR, TRANSPOSED, TENFOLD, ONE_DIGIT_MORE_OR_LESS, ONE_DIGIT_OTHER, OTHER = range(6)


def slip_of_hand(now: Figure, meant: Figure, last_year: Figure | None = None) -> int:
    """Return the rank of the slip that turned `meant` into `now`; likelier slips rank lower."""
    if meant and meant == last_year:
        return SAME_AS_LAST_YEAR
    if not now or not meant:
        return OTHER  # confusing blank and 0 looks like any change
    written, right = format_figure(now), format_figure(meant)
    if _is_transposed(written, right):
        return TRANSPOSED
    if now == meant * 10 or meant == now * 10:
        return TENFOLD
    if _drops_one(written, right) or _drops_one(right, written):
        return ONE_DIGIT_MORE_OR_LESS
    differing = sum(a != b for a, b in zip(written, right, strict=False))
    return ONE_DIGIT_OTHER if len(written) == len(right) and differing == 1 else OTHER


def _is_transposed(written: str, right: str) -> bool:
    return len(written) == len(right) and any(
        right == written[:i] + written[i + 1] + written[i] + written[i + 2 :]
        for i in range(len(written) - 1)
    )


def _drops_one(long: str, short: str) -> bool:
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
