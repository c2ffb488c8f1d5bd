"""Who is not counted in the county's figures, apart by what is still to be done, and by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.models import UNDECIDED_STATES, Report
from reports.review.queue import QueueStatus, queue_status_of

PARTS: tuple[tuple[str | Promise, frozenset[str]], ...] = (
    (_("Filed and waiting for the bureau"), frozenset(UNDECIDED_STATES)),
    (_("Returned, with the agency"), frozenset({QueueStatus.RETURNED})),
    (_("Not filed"), frozenset({QueueStatus.NOT_FILED})),
)
OTHERS = _("Approved, but not among the states counted")


@dataclass(frozen=True)
class MissingPart:
    """Reports that are not counted for one reason, each with where it is."""

    label: str
    reports: Sequence[tuple[Report, QueueStatus]]


def missing_parts(reports: Sequence[Report]) -> list[MissingPart]:
    found = defaultdict[str, list[tuple[Report, QueueStatus]]](list)
    for report in reports:
        place = queue_status_of(report)
        label = next((label for label, places in PARTS if place in places), OTHERS)
        found[str(label)].append((report, place))
    order = [str(label) for label in (*(label for label, _places in PARTS), OTHERS)]
    return [MissingPart(label, found[label]) for label in order if label in found]
