"""The form of the queue's filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AgencyKind
from accounts.names import NameFormField
from reports.display.filters import EVERY, year_field
from reports.models import Campaign
from reports.review.queue import Filters, QueueStatus


class QueueForm(forms.Form):
    """The queue's filters; invalid values filter nothing."""

    campaign = forms.ChoiceField(label=_("Year"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of agency"), choices=[EVERY, *AgencyKind.choices], required=False
    )
    q = NameFormField(label=_("Agency"), max_length=80, required=False)
    late = forms.BooleanField(label=_("Late"), required=False)
    warnings = forms.BooleanField(label=_("Has warnings"), required=False)
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
