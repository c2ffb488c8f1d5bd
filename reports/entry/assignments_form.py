"""The form for who holds each section until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reports.campaigns.deadlines import days_of
from reports.drafts.assignments import Assignment, assignment_of
from reports.form.edition import Section
from reports.models import Report, ReportSection


@dataclass(frozen=True)
class AssignmentRow:
    section: Section
    stored: ReportSection
    holder: forms.BoundField
    due: forms.BoundField
    shown: forms.BoundField


class AssignmentsForm(forms.Form):
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
        self.wanted: dict[str, Assignment | None] = {}
        self.shown: dict[str, Assignment | None] = {}
        for section in sections:
            self._add(section)

    def _add(self, section: ReportSection) -> None:
        code, held = section.code, assignment_of(section)
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

    def _wanted(self, code: str, cleaned: Mapping[str, Any]) -> Assignment | None:
        holder, due = self.people.get(cleaned.get(f"{code}.holder", "")), cleaned.get(f"{code}.due")
        if holder is None:
            return None
        if due is None:
            if f"{code}.due" not in self.errors:
                self.add_error(f"{code}.due", _("Choose a day."))
            return None
        held = Assignment(holder, due)
        if due < timezone.localdate() and held != self.shown[code]:
            self.add_error(f"{code}.due", _("This day has passed."))
        return held

    def _read(self, written: str) -> Assignment | None:
        """Return the assignment the page had shown; malformed input counts as none."""
        pk, _sign, day = written.partition("|")
        try:
            return Assignment(self.people[pk], date.fromisoformat(day))
        except (KeyError, ValueError):
            return None

    def show_anew(self, sections: Iterable[ReportSection]) -> None:
        """Make the current state of these sections the base of the next attempt."""
        now = {f"{section.code}.shown": _written(assignment_of(section)) for section in sections}
        self.data = {**{name: self.data[name] for name in self.data}, **now}

    @property
    def late(self) -> list[str]:
        """The newly chosen sections that are due after the agency's own deadline."""
        last = days_of(self.report).due
        return [code for code, held in self.wanted.items()
                if held and held.due_on > last and held != self.shown[code]]  # fmt: skip

    def rows(self) -> list[AssignmentRow]:
        titles = self.report.edition.by_code
        return [
            AssignmentRow(titles[s.code], s, self[f"{s.code}.holder"], self[f"{s.code}.due"],
                          self[f"{s.code}.shown"])
            for s in self.sections
        ]  # fmt: skip


def _written(held: Assignment | None) -> str:
    return f"{held.holder.pk}|{held.due_on.isoformat()}" if held else ""
