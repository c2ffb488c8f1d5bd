"""Filter fields shared by several pages."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.models import Campaign

EVERY = ("", _("All"))


def year_field(campaigns: Sequence[Campaign]) -> forms.ChoiceField:
    """Return a field to choose the year; with the region if a year occurs more than once."""
    years = [campaign.year for campaign in campaigns]
    return forms.ChoiceField(
        label=_("Year"),
        choices=[(c.pk, str(c) if years.count(c.year) > 1 else str(c.year)) for c in campaigns],
    )
