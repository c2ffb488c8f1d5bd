"""A report's register (台账): every step with who, when, what and why, one line per step.

Moves come from the transitions; comments and uploads from the trail, which also keeps comments that
were resolved and reopened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Event
from reports.form.edition import Edition
from reports.form.places import find_place
from reports.models import Concession, Report, State
from reports.workflow.history import reason_for
from reports.workflow.models import Transition
from reports.workflow.moves import find_move, label_of
from reports.workflow.threads import asked_of_agency
from reports.workflow.trail_labels import ACTS

SAID = ("comment.ask", "comment.answer", "comment.resolve")
FROM_FILES = ("proposal.apply", "proposal.undo")
BY_BUREAU = (  # acts that both sides may know of at once
    "report.urge",
    *(f"{kind}.{verb}" for kind in Concession.Kind for verb in ("give", "withdraw")),
)
IMPORTED = _("Imported from a sheet")
NAMED = 4  # places named per section; with more, only their number


@dataclass(frozen=True)
class RegisterLine:
    """One step. Fields that do not apply are empty."""

    at: datetime
    who: str
    act: str | Promise
    source: str | Promise = ""  # state before
    target: str | Promise = ""
    words: str = ""  # the reason, or the comment
    place: str | Promise = ""  # the place commented on, or the file that was read
    quote: str = ""
    opened: Sequence[str] = ()  # for a partial return: what can be changed, by section
    to: str = ""  # whom the review was handed over to
    checked: bool = False  # stated the confidentiality check
    submission: int | None = None
    digest: str = ""
    number: int = 0

    @property
    def says_no_more(self) -> bool:
        """Whether there is nothing to say beyond who made which step."""
        particulars = (self.words, self.place, self.opened, self.to, self.submission, self.digest)
        return not any(particulars)


def register_of(report: Report, *, at_desk: bool) -> list[RegisterLine]:
    """Return the register, oldest first; three queries. The bureau does not see comments and
    uploads within the agency, and the agency does not see what a reviewer is still writing."""
    made = report.transitions.select_related("actor", "on_behalf_of", "reviewer", "submission")
    seen = report.threads.all() if at_desk else asked_of_agency(report)
    told = _told(report, at_desk=at_desk)
    return lines(
        report.edition, made, told, set(seen.values_list("pk", flat=True)), at_desk=at_desk
    )


def _told(report: Report, *, at_desk: bool) -> Iterable[Event]:
    of_report = Event.objects.filter(object=report.trail_name).select_related("actor")
    if at_desk:
        return of_report.filter(action__in=(*SAID, *BY_BUREAU)).order_by("id")
    imported = Q(action="section.write", after__how="imported")
    return of_report.filter(Q(action__in=(*SAID, *BY_BUREAU, *FROM_FILES)) | imported).order_by(
        "id"
    )


def lines(
    edition: Edition,
    made: Iterable[Transition],
    told: Iterable[Event],
    seen: Collection[int],
    *,
    at_desk: bool,
) -> list[RegisterLine]:
    """Return numbered lines, oldest first. `seen` are the threads the reader may know of."""
    moves = (_of_move(edition, one, at_desk=at_desk) for one in made)
    said = (_of_event(edition, event) for event in told if _is_seen(event, seen))
    ordered = sorted([*moves, *said], key=attrgetter("at"))
    return [replace(line, number=number) for number, line in enumerate(ordered, 1)]


def _is_seen(event: Event, threads: Collection[int]) -> bool:
    return event.action not in SAID or (event.after or {}).get("thread") in threads


def _of_move(edition: Edition, made: Transition, *, at_desk: bool) -> RegisterLine:
    move = find_move(made.move, State(made.source))
    return RegisterLine(
        made.at,
        made.mover,
        label_of(move, made.target) if move else made.move,
        source=State(made.source).label,
        target=State(made.target).label,
        words=reason_for(made, at_desk=at_desk),
        opened=tuple(_by_section(edition, made.opened or ())),
        to=str(made.reviewer) if made.reviewer else "",
        checked=made.checked,
        submission=made.submission.number if made.submission else None,
        digest=made.digest,
    )


def _by_section(edition: Edition, opened: Collection[str]) -> Iterator[str]:
    """Yield each section with its open cells: their names or, if there are many, their number."""
    for section in edition.sections:
        cells = [cell.label for cell in section.cells if cell.id in opened]
        if len(cells) > NAMED:
            count = ngettext("%(count)d cell", "%(count)d cells", len(cells))
            yield f"{section.title}（{count % {'count': len(cells)}}）"
        elif cells:
            yield f"{section.title}（{'、'.join(cells)}）"
        elif section.code in opened:
            yield section.title


def _of_event(edition: Edition, event: Event) -> RegisterLine:
    after = event.after or {}
    if event.action == "section.write":
        section = edition.by_code[after["section"]]
        return RegisterLine(event.at, str(event.actor or ""), IMPORTED, place=section.title)
    act = ACTS[event.action]
    if event.action in FROM_FILES:
        return RegisterLine(event.at, str(event.actor or ""), act, place=after.get("name", ""))
    if event.action in BY_BUREAU:
        words = after.get("text") or after.get("reason", "")
        return RegisterLine(
            event.at, str(event.actor or ""), act, words=words, place=after.get("rule", "")
        )
    place = find_place(edition, after["place"])
    name = (place and place.name) or _("The whole report")
    return RegisterLine(event.at, str(event.actor or ""), act,
                words=after["text"], place=name, quote=after["quote"])  # fmt: skip
