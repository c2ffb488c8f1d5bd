"""The figures of a campaign's reports as a sheet: one row per agency, one column per cell, headed
with the printed labels and the cell's id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import tablib
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from import_export.results import RowResult

from accounts.admin_pages.resource_base import CHUNK, Change, SheetResource, heading
from accounts.admin_pages.sheet_words import words_in
from accounts.admin_pages.widgets import expected, text_of
from accounts.models.scope import administered_agencies
from accounts.spreadsheets import evening
from accounts.spreadsheets.reading import NoValue
from accounts.trail.record import Actor
from reports.admin_sheets.report_cells import (
    KIND_WORDS,
    fixed_by_last_year,
    locked_words,
    not_returned,
    printed_label,
    refused_words,
    show,
    shown_figures,
    working_figures,
    written,
)
from reports.drafts.merging import Entry
from reports.drafts.storage import ReportNotEditable, read_report, write_section
from reports.drafts.working_copy import approved_contents
from reports.form.content import Content, Figure, Figures
from reports.form.edition import Cell
from reports.form.equations import with_totals
from reports.form.numbers import FigureError, format_figure, parse_figure
from reports.models import FILED_STATES, Campaign, Report, Submission


class ReportResource(SheetResource):
    """Imports figures into open working copies through write_section; states are not touched."""

    key = ("credit_code", "agency")
    said = words_in(__file__, "report")

    class Meta:
        model = Report
        fields: ClassVar[list[str]] = []
        import_id_fields: ClassVar[list[str]] = []
        skip_diff = True  # it would compare field by field; see `changes`

    def __init__(self, actor: Actor, campaign: Campaign | None = None, **options: Any) -> None:
        super().__init__(actor, **options)
        self.campaign = campaign
        self.changes: list[Change] = []
        self.entries: dict[str, Entry] = {}

    @cached_property
    def cells(self) -> Mapping[str, Cell]:
        return self.campaign.edition.cells if self.campaign else {}

    @property
    def labels(self) -> Mapping[str, Any]:
        words = {"credit_code": _("unified social credit code"), "agency": _("agency")}
        return {**words, **self.cell_labels}

    @cached_property
    def cell_labels(self) -> Mapping[str, str]:
        return {id_: printed_label(cell) for id_, cell in self.cells.items()}

    # Template: the agencies with what their reports show now ---------------------------------

    @property
    def sheet_name(self) -> str:
        return str(self.campaign.year) if self.campaign else super().sheet_name

    def template_heading(self, id_: str, label: Any) -> str:
        return heading(label, id_)

    def template_rows(self) -> list[Sequence[Any]]:
        return list(self._rows(Report.objects.all()))

    def is_text(self, id_: str) -> bool:
        return id_ in self.key

    def accepted(self, id_: str) -> Sequence[str]:
        """Return the agencies to choose from."""
        return sorted({r.agency.name for r in self.reports.values()}) if id_ == "agency" else ()

    # Import --------------------------------------------------------------------------------

    @cached_property
    def reports(self) -> Mapping[str, Report]:
        """Map agencies' credit codes, names and unambiguous short names to their reports."""
        reports = list(self._of_campaign(Report.objects.all()))
        times = Counter(report.agency.short_name for report in reports)
        found = {r.agency.short_name: r for r in reports if times[r.agency.short_name] == 1}
        for report in reports:
            found |= {report.agency.name: report, report.agency.credit_code: report}
        return found

    def even(self, id_: str, value: Any) -> Any:
        """Figures are read as they are typed, see `_read`."""
        if id_ in self.key:
            return (evening.code if id_ == "credit_code" else evening.name)(value)
        if isinstance(value, NoValue):
            evening.text(value)
        return value

    @property
    def agency_column(self) -> str:
        """Return the column that says which agency it is."""
        return next((id_ for id_ in ("agency", "credit_code") if id_ in self.letters), "agency")

    def before_import_row(self, row: Any, **_options: Any) -> None:
        """Which row is about which agency, its code and its name say together."""

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Report, bool]:
        code, name = text_of(row.get("credit_code")), text_of(row.get("agency"))
        key = "credit_code" if "credit_code" in row else "agency"
        report = self.reports.get(code or name)
        if report is None:
            wanted = _("an agency of yours that has a report of %(year)s") % {
                "year": self.campaign.year if self.campaign else ""
            }
            raise ValidationError({key: expected(code or name, wanted)})
        if self.reports.get(name, report) != report or (code and name and name not in self.reports):
            raise ValidationError({"agency": expected(name, report.agency.name)})
        return report, False

    def after_init_instance(
        self, instance: Report, new: bool, row: Any, *, row_number: int, **_options: Any
    ) -> None:
        self.require_once(instance.agency.name, self.agency_column, row_number)
        self.changes, self.entries = [], {}

    @cached_property
    def last_year(self) -> Mapping[int, Content]:
        """Last year's approved reports by agency id."""
        return approved_contents(self.campaign) if self.campaign else {}

    def working_copy_of(self, report: Report) -> Content:
        last = self.last_year.get(report.agency_id)
        return read_report(report, report.sections.all(), last)

    @cached_property
    def filed(self) -> Mapping[int, Figures]:
        """Map reports that are with the bureau or decided to the figures of what was filed."""
        newest = Submission.objects.filter(
            report__campaign=self.campaign,
            report__status__in=FILED_STATES,
            number=F("report__last_number"),
        )
        return dict(newest.values_list("report", "figures"))

    def content_of(self, report: Report) -> Content:
        """Return what the export shows of a report: what was filed, else the working copy."""
        if report.pk in self.filed:
            return Content(report.campaign.year, self.filed[report.pk])
        return self.working_copy_of(report)

    def import_instance(self, instance: Report, row: Any, **_options: Any) -> None:
        """Import a row; what stands there as it was exported says nothing, whatever the state."""
        content = self.content_of(instance)
        shown = shown_figures(instance, content)
        figures, errors = self._read(row, shown)
        if (figures or errors) and not instance.is_open:
            raise ValidationError({self.agency_column: locked_words(instance)})
        merged = {**content.figures, **figures}
        totals = with_totals(instance.edition, merged)
        for id_ in [id_ for id_ in figures if self.cells[id_].computed]:
            stated = figures.pop(id_)
            if stated is not None and stated != totals[id_]:
                wanted = _("the sum of its parts, %(sum)s") % {"sum": format_figure(totals[id_])}
                errors[id_] = expected(stated, wanted)
        errors |= fixed_by_last_year(instance, figures, merged)
        errors |= not_returned(instance, figures, shown)
        if errors:
            raise ValidationError(errors)
        self._keep(instance, shown, figures)

    def _read(
        self, row: Any, shown: Mapping[str, str]
    ) -> tuple[dict[str, Figure | None], dict[str, str]]:
        """Return the row's figures, except those left as displayed, and errors for non-figures. A
        total that was left although a part has changed follows its parts."""
        figures: dict[str, Figure | None] = {}
        errors: dict[str, str] = {}
        for id_ in self.letters.keys() & self.cells.keys():
            text = written(row[id_])
            if text == shown.get(id_, ""):
                continue
            try:
                figure = parse_figure(text, self.cells[id_].kind)
            except FigureError:
                errors[id_] = expected(row[id_], KIND_WORDS[self.cells[id_].kind]())
                continue
            if show(self.cells[id_], figure) != shown.get(id_, ""):
                figures[id_] = figure
        return figures, errors

    def _keep(
        self, report: Report, shown: Mapping[str, str], figures: Mapping[str, Figure | None]
    ) -> None:
        """Remember what the row changes, for the preview and for write_section."""
        after = {id_: show(self.cells[id_], value) for id_, value in figures.items()}
        changed = [id_ for id_ in self.cells if id_ in after and after[id_] != shown[id_]]
        self.changes = [(self.labels[id_], shown[id_], after[id_]) for id_ in changed]
        sections = {report.edition.section_of(id_).code for id_ in changed}
        self.entries = {
            code: Entry(
                figures={
                    id_: figures[id_]
                    for id_ in changed
                    if report.edition.section_of(id_).code == code
                },
                base=shown,
            )
            for code in sorted(sections)
        }

    def skip_row(self, instance: Any, original: Any, row: Any, errors: Any = None) -> bool:
        return not errors and not self.changes

    def validate_instance(self, instance: Any, errors: Any = None, *_rest: Any) -> None:
        if errors:
            raise ValidationError(errors)

    def save_instance(self, instance: Report, is_create: bool, row: Any, **options: Any) -> None:
        if options["dry_run"]:
            return
        for code, entry in self.entries.items():
            try:
                result = write_section(instance, code, entry, self.actor, how="imported")
            except ReportNotEditable:
                raise ValidationError({self.agency_column: locked_words(instance)}) from None
            for conflict in result.conflicts:
                raise ValidationError({conflict.place: expected(conflict.theirs, conflict.mine)})
            for refused in result.refused:
                raise ValidationError({refused.place: refused_words(refused)})

    def after_import_row(self, row: Any, row_result: RowResult, **_options: Any) -> None:
        row_result.diff = self.changes

    # Export --------------------------------------------------------------------------------

    def export(self, queryset: QuerySet[Report] | None = None, **_options: Any) -> tablib.Dataset:
        dataset = tablib.Dataset(headers=self.get_export_headers())
        rows = self._rows(Report.objects.all() if queryset is None else queryset)
        for done, row in enumerate(rows, 1):
            self.watch(done)
            dataset.append(row)
        return dataset

    def count(self, queryset: QuerySet[Report]) -> int:
        return self._of_campaign(queryset).count()

    def _rows(self, queryset: QuerySet[Report]) -> Iterator[list[Any]]:
        for report in self._of_campaign(queryset).iterator(chunk_size=CHUNK):
            values = self.filed.get(report.pk) or working_figures(self.working_copy_of(report))
            yield [
                report.agency.credit_code,
                report.agency.name,
                *(values.get(id_) for id_ in self.cells),
            ]

    def _of_campaign(self, queryset: QuerySet[Report]) -> QuerySet[Report]:
        return (
            queryset.filter(
                campaign=self.campaign, agency__in=administered_agencies(self.user).values("pk")
            )
            .select_related("campaign__region", "agency")
            .prefetch_related("sections")
        )
