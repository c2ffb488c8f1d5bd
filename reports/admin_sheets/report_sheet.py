"""The figures of a campaign's reports as a sheet: one row per agency, one column per cell, headed
with the printed labels and the cell's id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

import tablib
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from import_export.results import RowResult

from accounts.admin_pages.resource_base import Change, SheetResource
from accounts.admin_pages.widgets import expected, text_of
from accounts.models.scope import administered_agencies
from accounts.trail.record import Actor
from reports.drafts.carry_over import carried_over_cells
from reports.drafts.merging import Entry, RefusedPlace, shown_values
from reports.drafts.storage import ReportNotEditable, read_report, why_closed, write_section
from reports.drafts.working_copy import approved_contents
from reports.form.content import Content, Figure, Figures
from reports.form.edition import Cell
from reports.form.equations import carry_overs, with_totals
from reports.form.numbers import FigureError, format_figure, parse_figure
from reports.models import FILED_STATES, Campaign, Report, Submission


class ReportResource(SheetResource):
    """Imports figures into open working copies through write_section; states are not touched."""

    key = ("credit_code", "agency")

    class Meta:
        model = Report
        fields: ClassVar[list[str]] = []
        import_id_fields: ClassVar[list[str]] = []
        skip_diff = True  # it would compare field by field; see `changes`

    def __init__(self, actor: Actor, campaign: Campaign | None = None) -> None:
        super().__init__(actor)
        self.campaign = campaign
        self.changes: list[Change] = []
        self.entries: dict[str, Entry] = {}

    @cached_property
    def cells(self) -> Mapping[str, Cell]:
        return self.campaign.edition.cells if self.campaign else {}

    @cached_property
    def labels(self) -> Mapping[str, Any]:
        return {
            "credit_code": _("unified social credit code"),
            "agency": _("agency"),
            **{id_: printed_label(cell) for id_, cell in self.cells.items()},
        }

    # Import --------------------------------------------------------------------------------

    @cached_property
    def reports(self) -> Mapping[str, Report]:
        """Map agencies' credit codes and names to their reports."""
        found: dict[str, Report] = {}
        for report in self._of_campaign(Report.objects.all()):
            found |= {report.agency.name: report, report.agency.credit_code: report}
        return found

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Report, bool]:
        code, name = text_of(row.get("credit_code")), text_of(row.get("agency"))
        key = "credit_code" if "credit_code" in row else "agency"
        report = self.reports.get(code or name)
        if report is None:
            wanted = _("an agency of yours that has a report of %(year)s") % {
                "year": self.campaign.year if self.campaign else ""
            }
            raise ValidationError({key: expected(code or name, wanted)})
        if name not in {"", report.agency.name}:
            raise ValidationError({"agency": expected(name, report.agency.name)})
        return report, False

    def after_init_instance(
        self, instance: Report, new: bool, row: Any, *, row_number: int, **_options: Any
    ) -> None:
        self.require_once(str(instance.pk), "agency", row_number)
        self.changes, self.entries = [], {}

    @cached_property
    def last_year(self) -> Mapping[int, Content]:
        """Last year's approved reports by agency id."""
        return approved_contents(self.campaign) if self.campaign else {}

    def working_copy_of(self, report: Report) -> Content:
        last = self.last_year.get(report.agency_id)
        return read_report(report, report.sections.all(), last)

    def import_instance(self, instance: Report, row: Any, **_options: Any) -> None:
        shown = shown_figures(instance, self.working_copy_of(instance))
        figures, errors = self._read(row, shown)
        stored = {id_: value for section in instance.sections.all()
                  for id_, value in section.figures.items()}  # fmt: skip
        totals = with_totals(instance.edition, {**stored, **figures})
        for id_ in [id_ for id_ in figures if self.cells[id_].computed]:
            stated = figures.pop(id_)
            if stated is not None and stated != totals[id_]:
                wanted = _("the sum of its parts, %(sum)s") % {"sum": format_figure(totals[id_])}
                errors[id_] = expected(stated, wanted)
        errors |= fixed_by_last_year(instance, figures, {**stored, **figures})
        errors |= not_returned(instance, figures, shown)
        if errors:
            raise ValidationError(errors)
        self._keep(instance, shown, figures)
        if self.changes and not instance.is_open:
            raise ValidationError({"agency": locked_words(instance)})

    def _read(
        self, row: Any, shown: Mapping[str, str]
    ) -> tuple[dict[str, Figure | None], dict[str, str]]:
        """Return the row's figures, except those left as displayed, and errors for non-figures."""
        figures: dict[str, Figure | None] = {}
        errors: dict[str, str] = {}
        for id_ in self.letters.keys() & self.cells.keys():
            text = written(row[id_])
            if text == shown.get(id_, "") and not self.cells[id_].computed:
                continue
            try:
                figures[id_] = parse_figure(text, self.cells[id_].kind)
            except FigureError:
                errors[id_] = expected(row[id_], KIND_WORDS[self.cells[id_].kind]())
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
                raise ValidationError({"agency": locked_words(instance)}) from None
            for conflict in result.conflicts:
                raise ValidationError({conflict.place: expected(conflict.theirs, conflict.mine)})
            for refused in result.refused:
                raise ValidationError({refused.place: _refused(refused)})

    def after_import_row(self, row: Any, row_result: RowResult, **_options: Any) -> None:
        row_result.diff = self.changes

    # Export --------------------------------------------------------------------------------

    def export(self, queryset: QuerySet[Report] | None = None, **_options: Any) -> tablib.Dataset:
        dataset = tablib.Dataset(headers=self.get_export_headers())
        for row in self._rows(Report.objects.all() if queryset is None else queryset):
            dataset.append(row)
        return dataset

    def _rows(self, queryset: QuerySet[Report]) -> Iterator[list[Any]]:
        filed: dict[int, Figures] = dict(
            Submission.objects.filter(
                report__campaign=self.campaign,
                report__status__in=FILED_STATES,
                number=F("report__last_number"),
            ).values_list("report", "figures")
        )
        for report in self._of_campaign(queryset):
            values = filed.get(report.pk) or working_figures(self.working_copy_of(report))
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


# Cells -------------------------------------------------------------------------------------

KIND_WORDS = {
    "count": lambda: _("a whole number, 0 or more, or blank"),
    "signed_count": lambda: _("a whole number such as +3, 0 or -2, or blank"),
    "money": lambda: _("an amount in 万元 with at most four decimals, or blank"),
}


def printed_label(cell: Cell) -> str:
    """Return `行政许可·本年增/减·…`: every printed word above and beside the cell."""
    return "·".join(part.replace("\n", "") for part in (*cell.row.path, *cell.column.path))


def written(value: Any) -> str:
    """Return a sheet's cell as somebody would type it."""
    if isinstance(value, float):
        return f"{Decimal(f'{value:.15g}'):f}"
    return value.date().isoformat() if isinstance(value, dt.datetime) else text_of(value)


def show(cell: Cell, value: Figure | None) -> str:
    return format_figure(value, signed=cell.kind == "signed_count")


def shown_figures(report: Report, content: Content) -> dict[str, str]:
    """Return what each cell of the working copy displays."""
    shown: dict[str, str] = {}
    for section in report.edition.sections:
        shown |= shown_values(section, content.figures, content.unreadable)
    return shown


def working_figures(content: Content) -> dict[str, Any]:
    """Return the working copy's figures, and typed text that is not a figure as it is."""
    return {**content.figures, **content.unreadable}


def fixed_by_last_year(report: Report, figures: Figures, merged: Figures) -> dict[str, str]:
    """Return messages for cells in the row that are carried over from last year's report."""
    given = carry_overs(report.edition).keys() & figures.keys()
    carried = carried_over_cells(report, given, merged) if given else {}
    return {
        id_: carried_over_words(format_figure(figures[id_]), format_figure(one.value))
        for id_, one in carried.items()
        if not one.lifted and figures[id_] not in (None, one.value)
    }


def not_returned(report: Report, figures: Figures, shown: Mapping[str, str]) -> dict[str, str]:
    """Return messages for cells in the row that the bureau did not return for changes."""
    return {
        id_: closed_words(format_figure(figure), shown[id_])
        for id_, figure in figures.items()
        if not report.is_editable(id_)
    }


def _refused(refused: RefusedPlace) -> str:
    """Return a message for a place refused at writing, because it changed since the preview."""
    words = closed_words if refused.is_closed else carried_over_words
    return words(refused.mine, refused.kept)


def closed_words(found: str, kept: str) -> str:
    wanted = _("%(kept)s: the report was returned for other places only")
    return expected(found, wanted % {"kept": kept or _("blank")})


def carried_over_words(found: str, kept: str) -> str:
    wanted = _("%(kept)s, fixed by last year's report; the agency can give a reason for another")
    return expected(found, wanted % {"kept": kept or _("blank")})


def locked_words(report: Report) -> str:
    if report.opens_later:
        return why_closed(report)
    return _("The report is “%(state)s”. Only reports that are drafted or returned are open.") % {
        "state": report.get_status_display()
    }
