"""What the check-up takes: a file or pasted text, and the year where neither says it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.form.loader import load_editions
from reports.intake.upload import ReadingForm

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
