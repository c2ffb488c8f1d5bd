"""What the bureau's pages are asked with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AgencyKind, Region, User
from reports.aggregate import COUNTABLE, Selection
from reports.models import Campaign
from reports.workflow.board import Number
from reports.workflow.queue import Filters, Place
from reports.workflow.urging import MOST_WORDS

MAX_REASON = 2000
EVERY = ("", _("All"))


class MoveForm(forms.Form):
    """What a button that moves a report sends along."""

    seen = forms.IntegerField(min_value=0)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=MAX_REASON)
    marked_only = forms.BooleanField(required=False)
    reviewer = forms.ModelChoiceField(User.objects.filter(is_active=True), required=False)
    checked = forms.BooleanField(required=False)


class QueueForm(forms.Form):
    """The filters of the queue; what is not understood filters nothing."""

    campaign = forms.ChoiceField(label=_("Year"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of agency"), choices=[EVERY, *AgencyKind.choices], required=False
    )
    q = forms.CharField(label=_("Agency"), max_length=80, required=False)
    late = forms.BooleanField(label=_("Late"), required=False)
    warnings = forms.BooleanField(label=_("Has warnings"), required=False)
    state = forms.ChoiceField(
        choices=[EVERY, *Place.choices], required=False, widget=forms.HiddenInput
    )

    def __init__(
        self, asked: Mapping[str, str], campaigns: Sequence[Campaign], campaign: Campaign
    ) -> None:
        super().__init__({**asked, "campaign": str(campaign.pk)})
        self.fields["campaign"] = _year_field(campaigns)
        self.is_valid()

    @property
    def filters(self) -> Filters:
        understood = self.cleaned_data.items()
        return Filters(**{name: value for name, value in understood if name != "campaign"})


class AggregateForm(forms.Form):
    """Of which year, region and states the sum is taken."""

    campaign = forms.ChoiceField(label=_("Year"))
    region = forms.ChoiceField(label=_("Region"))
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
                "states": selection.states,
            }
        )
        self.fields["campaign"] = _year_field(campaigns)
        self.fields["region"] = forms.ChoiceField(
            label=_("Region"), choices=[(region.pk, region.name) for region in regions]
        )


class BoardForm(forms.Form):
    """What the board is narrowed to; what is not understood narrows nothing."""

    campaign = forms.ChoiceField(label=_("Year"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of agency"), choices=[EVERY, *AgencyKind.choices], required=False
    )
    show = forms.ChoiceField(choices=Number.choices, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        asked: Mapping[str, str],
        campaigns: Sequence[Campaign],
        campaign: Campaign,
        regions: Sequence[tuple[int, str]],
        region: Region,
    ) -> None:
        super().__init__({**asked, "campaign": str(campaign.pk), "region": str(region.pk)})
        self.fields["campaign"] = _year_field(campaigns)
        self.fields["region"] = forms.ChoiceField(label=_("Region"), choices=regions)
        self.is_valid()

    @property
    def kind_asked(self) -> str:
        return self.cleaned_data.get("kind", "")

    @property
    def number_asked(self) -> Number:
        return Number(self.cleaned_data.get("show") or Number.OPEN)


class UrgingForm(forms.Form):
    """What is sent to agencies that have not filed."""

    text = forms.CharField(label=_("What is sent"), max_length=MOST_WORDS)


def _year_field(campaigns: Sequence[Campaign]) -> forms.ChoiceField:
    """By year; with the region too where a year stands more than once."""
    years = [campaign.year for campaign in campaigns]
    return forms.ChoiceField(
        label=_("Year"),
        choices=[(c.pk, str(c) if years.count(c.year) > 1 else str(c.year)) for c in campaigns],
    )
