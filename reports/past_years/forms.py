"""The forms of the page: what is uploaded, and what is said of each file that waits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from reports.models.past import LONGEST_SOURCE
from reports.past_years.confirming import Said

READ = ".zip,.docx,.html,.htm,.pdf,.xlsx,.txt,.json,.doc,.wps,.xls,.et"


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; cleaned to a list of them."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    file = FilesField(
        label=_("Files"),
        help_text=_(
            "A zip of published files, single ones (Word, PDF, web page, Excel, text), or the "
            "sheet filled in. At most 100 files and 30 MB."
        ),
        widget=SeveralFiles(attrs={"accept": READ}),
        allow_empty_file=True,
    )
    source = forms.CharField(
        label=_("Where they were published"),
        max_length=LONGEST_SOURCE,
        required=False,
        help_text=_("An address or words, for all files; each can be changed below."),
    )
    published_on = forms.DateField(
        label=_("Published on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty where it is not known, or differs."),
    )


def said_of(posted: QueryDict, files: Iterable[int]) -> dict[int, Said]:
    """Return what a page says of these files; those it does not show are left out."""
    return {
        pk: Said(
            agency=_number(posted.get(f"agency-{pk}", "")),
            source=" ".join(posted.get(f"source-{pk}", "").replace("\x00", "").split()),
            published_on=_day(posted.get(f"published-{pk}", "")),
        )
        for pk in files
        if f"source-{pk}" in posted
    }


def ticked(posted: QueryDict) -> dict[int, str]:
    """Map ticked files to what the page showed of what is there."""
    chosen = filter(None, map(_number, posted.getlist("take")))
    return {pk: posted.get(f"seen-{pk}", "") for pk in chosen}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None
