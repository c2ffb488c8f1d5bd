"""What the check-up takes: a file or pasted text, the year where neither says it, and last year's
report to compare with."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.form.loader import load_editions
from reports.intake.upload import TAKEN, ReadingForm

LAST_YEAR = 2099


def first_year() -> int:
    return min(edition.first_year for edition in load_editions().values())


class CheckupForm(ReadingForm):
    year = forms.IntegerField(
        label=_("Reporting year, if the file does not say it"),
        required=False,
        min_value=first_year(),
        max_value=LAST_YEAR,
    )
    previous = forms.FileField(
        label=_("Last year's report"),
        required=False,
        allow_empty_file=True,
        help_text=_("The same kinds of files; both together at most 5 MB."),
        widget=forms.FileInput(attrs=TAKEN),
    )

    @property
    def size(self) -> int:
        """Return the size of all that was sent."""
        previous = self.cleaned_data.get("previous")
        return super().size + (previous.size if previous else 0)

    @property
    def previous_name(self) -> str:
        previous = self.cleaned_data.get("previous")
        return previous.name if previous else ""

    @property
    def previous_content(self) -> bytes:
        previous = self.cleaned_data["previous"]
        previous.seek(0)
        return bytes(previous.read())
