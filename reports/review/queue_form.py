"""The form of the queue's filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import AgencyKind
from accounts.names import NameFormField
from reports.display.filters import EVERY, year_field
from reports.models import Campaign
from reports.review.queue import ORDER, Filters, QueueStatus

COLUMNS = (  # as the table has them
    ("agency", _("Agency")),
    ("kind", _("Kind of agency")),
    ("state", _("State")),
    ("unusual", _("Unusual")),
    ("copied", _("Alike")),
    ("warnings", _("Warnings")),
    ("comments", _("Open comments")),
    ("again", _("Resubmitted")),
    ("waiting", _("Waiting")),
    ("reviewer", _("Reviewer")),
)
SORTS = [
    ("", _("Most to look at first")),
    *COLUMNS,
    *((f"-{name}", format_lazy("{} ↑", label)) for name, label in COLUMNS),
]


@dataclass(frozen=True)
class ColumnHead:
    """A heading that sorts: first the way its column is of use, then the other way round."""

    name: str
    label: str | Promise
    sorts: str  # what pressing it asks for
    now: str  # as aria-sort has it, or ""

    @property
    def is_number(self) -> bool:
        return self.name in COUNTED or self.name == "waiting"


COUNTED = ("unusual", "copied", "warnings", "comments")


def heads(sort: str) -> list[ColumnHead]:
    """Return the table's headings where the queue is sorted like this."""
    return [ColumnHead(name, label, f"-{name}" if sort == name else name, _direction(name, sort))
            for name, label in COLUMNS]  # fmt: skip


def _direction(name: str, sort: str) -> str:
    if sort.strip("-") != name:
        return ""
    falls = ORDER[name].startswith("-") or name == "waiting"  # since when, shown as days
    rises = falls == sort.startswith("-")
    return "ascending" if rises else "descending"


class QueueForm(forms.Form):
    """The queue's filters; invalid values filter nothing."""

    campaign = forms.ChoiceField(label=_("Year"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of agency"), choices=[EVERY, *AgencyKind.choices], required=False
    )
    q = NameFormField(label=_("Agency"), max_length=80, required=False)
    late = forms.BooleanField(label=_("Late"), required=False)
    warnings = forms.BooleanField(label=_("Has warnings"), required=False)
    sort = forms.ChoiceField(label=_("Order"), choices=SORTS, required=False)
    state = forms.ChoiceField(
        choices=[EVERY, *QueueStatus.choices], required=False, widget=forms.HiddenInput
    )

    def __init__(
        self, asked: Mapping[str, str], campaigns: Sequence[Campaign], campaign: Campaign
    ) -> None:
        super().__init__({**asked, "campaign": str(campaign.pk)})
        self.fields["campaign"] = year_field(campaigns)
        self.is_valid()

    @property
    def filters(self) -> Filters:
        understood = self.cleaned_data.items()
        return Filters(**{name: value for name, value in understood if name != "campaign"})
