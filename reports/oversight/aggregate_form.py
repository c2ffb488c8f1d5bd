"""The form for the year, region, kind and states of the sum."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AgencyKind, Region
from reports.display.filters import EVERY, year_field
from reports.models import SECOND_STATES, Campaign
from reports.oversight.aggregate import COUNTABLE, Selection

SUMMED_KINDS = tuple(kind for kind in AgencyKind if kind != AgencyKind.GOVERNMENT)


class AggregateForm(forms.Form):
    """The year, region, kind and states to sum up."""

    campaign = forms.ChoiceField(label=_("Year"))
    region = forms.ChoiceField(label=_("Region"))
    kind = forms.ChoiceField(
        label=_("Kind of agency"),
        choices=[EVERY, *((kind.value, kind.label) for kind in SUMMED_KINDS)],
        required=False,
    )
    states = forms.MultipleChoiceField(
        label=_("States counted"),
        choices=[(state.value, state.label) for state in COUNTABLE],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, selection: Selection, campaigns: Sequence[Campaign], regions: Sequence[Region]
    ) -> None:
        super().__init__(
            {
                "campaign": str(selection.campaign.pk),
                "region": str(selection.region.pk),
                "kind": selection.kind,
                "states": selection.states,
            }
        )
        self.fields["campaign"] = year_field(campaigns)
        if not selection.campaign.two_reviews:
            states = self.fields["states"]
            assert isinstance(states, forms.MultipleChoiceField)
            states.choices = [(s.value, s.label) for s in COUNTABLE if s not in SECOND_STATES]
        self.fields["region"] = forms.ChoiceField(
            label=_("Region"), choices=[(region.pk, region.name) for region in regions]
        )
