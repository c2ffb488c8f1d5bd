"""What the bureau's pages are asked with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AgencyKind, User
from reports.models import Campaign
from reports.workflow.queue import Place

MAX_REASON = 2000


class MoveForm(forms.Form):
    """What a button that moves a report sends along."""

    seen = forms.IntegerField(min_value=0)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=MAX_REASON)
    reviewer = forms.ModelChoiceField(User.objects.filter(is_active=True), required=False)


class QueueForm(forms.Form):
    """The filters of the queue; what is not understood filters nothing."""

    campaign = forms.ModelChoiceField(Campaign.objects.none(), required=False, label=_("Year"))
    state = forms.ChoiceField(choices=[("", _("All")), *Place.choices], required=False)
    kind = forms.ChoiceField(
        choices=[("", _("All")), *AgencyKind.choices], required=False, label=_("Kind of agency")
    )
    q = forms.CharField(required=False, max_length=80, label=_("Name of the agency"))
    late = forms.BooleanField(required=False, label=_("Late"))
    warnings = forms.BooleanField(required=False, label=_("Has warnings"))

    def __init__(self, asked: Any, campaigns: list[Campaign]) -> None:
        super().__init__(asked)
        choices = forms.ModelChoiceField
        assert isinstance(self.fields["campaign"], choices)
