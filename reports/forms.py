"""Forms of the agency's pages."""

from __future__ import annotations

import json
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.content import Content
from reports.edition import Edition, Section
from reports.figures import shown_values, text_mark
from reports.grid import CellMarks, StatutoryGrid, dump_base


class ReadingForm(forms.Form):
    """A report that exists: a file, or its text pasted. `name` and `content` are what was given."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        help_text=_("Word (.docx), web page (.html), Excel (.xlsx) or text; at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.html,.htm,.xlsx,.txt"}),
    )
    text = forms.CharField(
        label=_("Or paste the report"),
        required=False,
        strip=False,
        help_text=_("Open it in the browser or in Word, select all, copy, and paste it here."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file, text = given.get("file"), given.get("text", "").strip()
        if file and text:
            raise forms.ValidationError(_("Give a file or a text, not both."))
        if not (file or text) and not self.errors:
            raise forms.ValidationError(_("Choose a file, or paste the text of the report."))
        return given

    @property
    def name(self) -> str:
        file = self.cleaned_data.get("file")
        return file.name if file else gettext("pasted text")

    @property
    def size(self) -> int:
        """Of what was sent, also where it was too large to be kept."""
        file = self.cleaned_data.get("file")
        return file.size if file else len(self.content)

    @property
    def content(self) -> bytes:
        file = self.cleaned_data.get("file")
        if file:
            file.seek(0)
            return bytes(file.read())
        return str(self.cleaned_data["text"]).encode()


class WorkbookForm(forms.Form):
    """The offline workbook, filled in."""

    file = forms.FileField(
        label=_("The workbook you filled in (.xlsx)"),
        help_text=_("At most 5 MB."),
        error_messages={"required": _("Choose the workbook that you filled in.")},
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class SectionForm(forms.Form):
    """One section as printed: its text, or its tables as one layout object."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, edition: Edition, section: Section, content: Content, marks: CellMarks
    ) -> None:
        super().__init__()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page's form tag carries the token
        if section.is_narrative:
            self._narrative(section, content.texts.get(section.code, ""))
        else:
            shown = shown_values(section, content.figures, content.unreadable)
            self.helper.layout = Layout("base", StatutoryGrid(edition, section, shown, marks))
            self.initial["base"] = dump_base(section, content)

    def _narrative(self, section: Section, text: str) -> None:
        # no maxlength: browsers cut a pasted text without a word, write_section refuses it in words
        self.fields["text"] = forms.CharField(
            label=section.title,
            required=False,
            widget=forms.Textarea(attrs={"rows": 20}),
            help_text=_("Plain text. An empty line is not needed between paragraphs."),
        )
        self.helper.form_show_labels = False  # the page's heading names it
        self.helper.layout = Layout("base", Field("text", aria_label=section.title))
        self.initial.update(text=text, base=json.dumps({section.code: text_mark(text)}))
