"""The form for naming a stand-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.delegation.delegate import DelegationRequest
from accounts.form_helper import inner_form_helper
from accounts.models import Delegation, Membership, User

REASONS = (_("Business trip"), _("Leave"), _("Training"), _("Sick leave"))  # offered, not required


class DelegationForm(forms.Form):
    helper = inner_form_helper()
    membership = forms.TypedChoiceField(label=_("Role"), coerce=int)
    to = forms.ModelChoiceField(User.objects.none(), label=_("Stand-in"))
    from_day = forms.DateField(label=_("First day"))
    until_day = forms.DateField(label=_("Last day"))
    reason = forms.CharField(
        label=_("Reason"), max_length=Delegation._meta.get_field("reason").max_length
    )

    def __init__(
        self, roles: Sequence[Membership], people: QuerySet[User], asked: Any = None
    ) -> None:
        super().__init__(asked, initial={"from_day": timezone.localdate()})
        self.roles = {role.pk: role for role in roles}
        self.fields["membership"] = forms.TypedChoiceField(
            label=_("Role"), coerce=int, choices=[(pk, _named(m)) for pk, m in self.roles.items()]
        )
        self.fields["to"] = forms.ModelChoiceField(people, label=_("Stand-in"))
        for name in ("from_day", "until_day"):
            today = {"type": "date", "min": timezone.localdate().isoformat()}
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs=today)
        self.fields["reason"].widget.attrs["list"] = "reasons"

    @property
    def wanted(self) -> DelegationRequest:
        given = dict(self.cleaned_data)
        return DelegationRequest(self.roles[given.pop("membership")], **given)


def _named(membership: Membership) -> str:
    return f"{membership.get_role_display()} · {membership.agency.short_name}"
