"""What a person is shown, and confirms, before a move is made: what they sign, or that sections are
empty. Asked within the move's transaction, so that what is confirmed is what is there."""

from __future__ import annotations

from collections.abc import Iterable

from reports.drafts.progress import holds_nothing
from reports.models import OPEN_STATES, Report, ReportSection
from reports.workflow.moves import Move
from reports.workflow.refusals import NotAsShown
from reports.workflow.submissions import digest_now


class Asks(Exception):
    """The move is not made yet. `shown` is what the answer must name: the digest of what is signed,
    or the codes of the empty sections."""

    def __init__(self, report: Report, move: Move, shown: str) -> None:
        super().__init__(move.name, shown)
        self.report, self.move, self.shown = report, move, shown


def require_answer(move: Move, report: Report, shown: str | None) -> None:
    """Raises Asks where something must be confirmed first, NotAsShown where what was confirmed is
    not what is there."""
    if shown is None:
        return
    if move.name == "sign":
        _require_digest(move, report, shown)
    elif move.is_forward and move.source in OPEN_STATES:
        _require_sections(move, report, shown)


def _require_digest(move: Move, report: Report, shown: str) -> None:
    now = digest_now(report)
    if not shown:
        raise Asks(report, move, now)
    if shown != now:
        raise NotAsShown


def _require_sections(move: Move, report: Report, shown: str) -> None:
    empty = empty_sections(report.sections.all())
    if not set(empty) <= {*shown.split(",")}:
        raise Asks(report, move, ",".join(empty))


def empty_sections(sections: Iterable[ReportSection]) -> list[str]:
    """Return the codes of the sections into which nobody has written anything."""
    return [stored.code for stored in sections if holds_nothing(stored)]
