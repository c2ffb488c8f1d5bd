"""The form of a section's page."""

from __future__ import annotations

import json
from collections.abc import Mapping

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from reports.drafts.merging import shown_values, text_mark
from reports.entry.grid import CellMarks, StatutoryGrid
from reports.form.content import Content
from reports.form.edition import Edition, Section


class SectionForm(forms.Form):
    """One section as printed: its text as written, or its tables as one layout object."""

    def __init__(
        self,
        edition: Edition,
        section: Section,
        content: Content,
        marks: CellMarks,
        *,
        text: str = "",
        tools: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page's form tag has the token
        if section.is_narrative:
            self._narrative(section, text)
        else:
            shown = shown_values(section, content.figures, content.unreadable)
            grid = StatutoryGrid(edition, section, shown, marks, tools or {})
            self.helper.layout = Layout(grid)

    def _narrative(self, section: Section, text: str) -> None:
        # no maxlength: browsers cut pasted text silently, write_section refuses it with a message
        self.fields["text"] = forms.CharField(
            label=section.title,
            required=False,
            widget=forms.Textarea(attrs={"rows": 16}),
            help_text=_("Plain text. An empty line is not needed between paragraphs."),
        )
        self.fields["base"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.helper.form_show_labels = False  # the page's heading is its label
        self.helper.layout = Layout("base", Field("text", aria_label=section.title))
        self.initial.update(text=text, base=json.dumps({section.code: text_mark(text)}))
