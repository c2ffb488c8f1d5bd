"""What a section's page shows about carried over cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reports.campaigns.concessions import waivers_of
from reports.drafts.explanations import Reason, reasons_of
from reports.drafts.merging import RefusedPlace
from reports.drafts.working_copy import WorkingCopy
from reports.form.edition import Edition, Section
from reports.form.equations import carry_overs
from reports.form.numbers import format_figure
from reports.models import Report
from reports.rules.context import Checked, right_side


@dataclass(frozen=True)
class ShownCarryOver:
    key: str  # the key of its reason
    cell: str
    label: str
    kept: str  # last year's figure
    now: str
    source: str  # the figure's source, in words
    reason: Reason | None  # from the filer or the bureau's waiver: the cell is open
    is_returned: bool  # by the bureau, so that it can be opened or closed now
    is_waived: bool = False  # the reason is the bureau's, for waiving the rule

    @property
    def differs(self) -> bool:
        return self.now != self.kept

    @property
    def title(self) -> str:
        words = _("Fixed by last year's report: %(source)s")
        return words % {"source": self.source} if self.reason is None else str(self.reason)


def shown_carry_overs(copy: WorkingCopy, section: Section) -> list[ShownCarryOver]:
    """Return the carried over cells of the section; one query if there are any."""
    report = copy.report
    cells = [cell for cell in section.cells if cell.id in copy.carried_over]
    if not cells:
        return []
    edition, content = report.edition, copy.content
    waived = {rule: Reason(w.reason, str(w.by), w.at) for rule, w in waivers_of(report).items()}
    reasons = reasons_of(report)
    case, fixed = Checked(edition, content, content, copy.previous), carry_overs(edition)
    return [
        ShownCarryOver(
            fixed[cell.id].key,
            cell.id,
            cell.name,
            format_figure(copy.carried_over[cell.id]),
            content.unreadable.get(cell.id) or format_figure(content.figures[cell.id]),
            right_side(fixed[cell.id].equation, case),
            reasons.get(fixed[cell.id].key) or waived.get(fixed[cell.id].rule),
            report.is_editable(cell.id),
            fixed[cell.id].key not in reasons and fixed[cell.id].rule in waived,
        )
        for cell in cells
    ]


def carry_over_context(carried: Sequence[ShownCarryOver]) -> dict[str, Any]:
    fixed = [one for one in carried if one.reason is None and one.is_returned]
    return {
        "carried_over": fixed,
        "differing": [one for one in fixed if one.differs],
        "opened": [o for o in carried if o.reason and (o.differs or not o.is_waived)],
    }


def reasons_in(carried: Sequence[ShownCarryOver]) -> dict[str, Reason]:
    """Map the findings' keys to the filer's reasons that settle them."""
    return {one.key: one.reason for one in carried if one.reason and not one.is_waived}


def closed_cells(report: Report, section: Section) -> dict[str, str]:
    """Map the section's cells that a partial return left closed to the words for it."""
    words = _("Not returned by the reviewer")
    typed = (cell.id for cell in section.cells if not cell.computed)
    return {cell: words for cell in typed if not report.is_editable(cell)}


def carry_over_states(carried: Sequence[ShownCarryOver]) -> dict[str, dict[str, str]]:
    """Return, for the scripts, which cells are carried over and which are open, with words."""
    return {
        "locked": {one.cell: one.title for one in carried if one.reason is None},
        "opened": {one.cell: one.title for one in carried if one.reason},
    }


def refused_words(edition: Edition, refused: Sequence[RefusedPlace]) -> list[dict[str, str]]:
    """Return what was typed into cells that may not be changed, with messages."""
    fixed = _("%(cell)s stays %(kept)s as in last year's report; %(typed)s needs a reason first.")
    closed = _("%(cell)s stays %(kept)s: the reviewer did not return it. %(typed)s is not saved.")
    blank = _("blank")
    return [
        {
            "place": each.place,
            "link": f"#f-{each.place}" if each.is_closed else "#locks",
            "message": (closed if each.is_closed else fixed)
            % {
                "cell": edition.cells[each.place].name,
                "kept": each.kept or blank,
                "typed": each.mine,
            },
        }
        for each in refused
    ]
