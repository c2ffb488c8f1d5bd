"""The form for how a person wants to be notified."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.form_helper import inner_form_helper
from accounts.models import NoticeChoice
from accounts.notifications import sms


class NoticeChoiceForm(forms.ModelForm):
    helper = inner_form_helper()

    class Meta:
        model = NoticeChoice
        fields: ClassVar = ["by_mail", "by_sms", "mobile", "frequency", "quiet_from", "quiet_until"]
        widgets: ClassVar = {
            "mobile": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "tel"}),
            "frequency": forms.RadioSelect,
            "quiet_from": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "quiet_until": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }
        help_texts: ClassVar = {
            "mobile": _("Only for these messages. It is deleted when you no longer want them."),
            "quiet_until": _(
                "What happens meanwhile, and what comes once a day, leaves at this time. "
                "Two equal times: no quiet hours."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sms.is_offered():
            del self.fields["by_sms"], self.fields["mobile"]
        email = self.instance.user.email
        self.fields["by_mail"].help_text = email or gettext(
            "Your account has no address. The administrator can enter one."
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("by_sms") and not given.get("mobile") and "mobile" not in self.errors:
            raise ValidationError({"mobile": _("Where shall the text messages go?")})
        if not given.get("by_sms"):
            given["mobile"] = ""
        return given
