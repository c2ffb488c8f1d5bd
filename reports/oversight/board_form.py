"""The filters of the board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AgencyKind, Region
from reports.display.filters import EVERY, year_field
from reports.models import Campaign
from reports.oversight.board import BoardNumber


class BoardForm(forms.Form):
    """The board's filters; invalid values filter nothing."""

    campaign = forms.ChoiceField(label=_("Year"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of agency"), choices=[EVERY, *AgencyKind.choices], required=False
    )
    show = forms.ChoiceField(choices=BoardNumber.choices, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        asked: Mapping[str, str],
        campaigns: Sequence[Campaign],
        campaign: Campaign,
        regions: Sequence[tuple[int, str]],
        region: Region,
    ) -> None:
        super().__init__({**asked, "campaign": str(campaign.pk), "region": str(region.pk)})
        self.fields["campaign"] = year_field(campaigns)
        self.fields["region"] = forms.ChoiceField(label=_("Region"), choices=regions)
        self.is_valid()

    @property
    def kind_asked(self) -> str:
        return self.cleaned_data.get("kind", "")

    @property
    def number_asked(self) -> BoardNumber:
        return BoardNumber(self.cleaned_data.get("show") or BoardNumber.OPEN)
