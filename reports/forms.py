"""Forms of the agency's pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reports.content import Content
from reports.deadlines import days_of
from reports.edition import Edition, Section
from reports.grid import CellMarks, StatutoryGrid
from reports.handing_out import Held, held_of
from reports.merging import shown_values, text_mark
from reports.models import Report, ReportSection


class ReadingForm(forms.Form):
    """A report that exists: a file, or its text pasted. `name` and `content` are what was given."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        help_text=_("Word (.docx), web page (.html), Excel (.xlsx), JSON or text; at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.html,.htm,.xlsx,.json,.txt"}),
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
    """One section as printed: its text as written, or its tables as one layout object."""

    def __init__(
        self,
        edition: Edition,
        section: Section,
        content: Content,
        marks: CellMarks,
        *,
        text: str = "",
    ) -> None:
        super().__init__()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page's form tag carries the token
        if section.is_narrative:
            self._narrative(section, text)
        else:
            shown = shown_values(section, content.figures, content.unreadable)
            self.helper.layout = Layout(StatutoryGrid(edition, section, shown, marks))

    def _narrative(self, section: Section, text: str) -> None:
        # no maxlength: browsers cut a pasted text without a word, write_section refuses it in words
        self.fields["text"] = forms.CharField(
            label=section.title,
            required=False,
            widget=forms.Textarea(attrs={"rows": 16}),
            help_text=_("Plain text. An empty line is not needed between paragraphs."),
        )
        self.fields["base"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.helper.form_show_labels = False  # the page's heading names it
        self.helper.layout = Layout("base", Field("text", aria_label=section.title))
        self.initial.update(text=text, base=json.dumps({section.code: text_mark(text)}))


@dataclass(frozen=True)
class HandingOutRow:
    section: Section
    stored: ReportSection
    holder: forms.BoundField
    due: forms.BoundField
    shown: forms.BoundField


class HandingOutForm(forms.Form):
    """Who holds each of the six sections until when, all at once."""

    def __init__(
        self,
        report: Report,
        sections: Sequence[ReportSection],
        people: Sequence[User],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data)
        self.report, self.sections = report, sections
        left = [s.holder for s in sections if s.holder and s.holder not in people]
        self.people = {str(person.pk): person for person in (*people, *left)}
        self.wanted: dict[str, Held | None] = {}
        self.shown: dict[str, Held | None] = {}
        for section in sections:
            self._add(section)

    def _add(self, section: ReportSection) -> None:
        code, held = section.code, held_of(section)
        deadline = days_of(self.report).due
        usual = deadline if deadline >= timezone.localdate() else None
        everybody = ("", _("Not handed out"))
        self.fields[f"{code}.holder"] = forms.ChoiceField(
            label=_("Handed to"),
            required=False,
            choices=[everybody, *((pk, person.name) for pk, person in self.people.items())],
            initial=held.holder.pk if held else "",
        )
        self.fields[f"{code}.due"] = forms.DateField(
            label=_("Due"),
            required=False,
            initial=held.due_on if held else usual,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        )
        self.fields[f"{code}.shown"] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=_written(held)
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for section in self.sections:
            code = section.code
            self.shown[code] = self._read(cleaned.get(f"{code}.shown", ""))
            self.wanted[code] = self._wanted(code, cleaned)
        return cleaned

    def _wanted(self, code: str, cleaned: Mapping[str, Any]) -> Held | None:
        holder, due = self.people.get(cleaned.get(f"{code}.holder", "")), cleaned.get(f"{code}.due")
        if holder is None:
            return None
        if due is None:
            if f"{code}.due" not in self.errors:
                self.add_error(f"{code}.due", _("Choose a day."))
            return None
        held = Held(holder, due)
        if due < timezone.localdate() and held != self.shown[code]:
            self.add_error(f"{code}.due", _("This day has passed."))
        return held

    def _read(self, written: str) -> Held | None:
        """What the page showed; what is mangled is as if nobody had held it."""
        pk, _sign, day = written.partition("|")
        try:
            return Held(self.people[pk], date.fromisoformat(day))
        except (KeyError, ValueError):
            return None

    def show_anew(self, sections: Iterable[ReportSection]) -> None:
        """Of these the page shows what stands now as the base of the next attempt."""
        now = {f"{section.code}.shown": _written(held_of(section)) for section in sections}
        self.data = {**{name: self.data[name] for name in self.data}, **now}

    @property
    def late(self) -> list[str]:
        """The sections that are due after the agency's own deadline."""
        last = days_of(self.report).due
        return [code for code, held in self.wanted.items()
                if held and held.due_on > last and held != self.shown[code]]  # fmt: skip

    def rows(self) -> list[HandingOutRow]:
        titles = self.report.edition.by_code
        return [
            HandingOutRow(titles[s.code], s, self[f"{s.code}.holder"], self[f"{s.code}.due"],
                          self[f"{s.code}.shown"])
            for s in self.sections
        ]  # fmt: skip


def _written(held: Held | None) -> str:
    return f"{held.holder.pk}|{held.due_on.isoformat()}" if held else ""
