"""What was read for a past year as the page lists it, doubts first, and what is there already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Agency
from reports.form.content import Words
from reports.form.loader import load_editions
from reports.language import in_readers_language
from reports.models import Campaign, PastFile, PastReport, Report, ReportSection
from reports.past_years.matching import by_file_name
from reports.past_years.reading import Given
from reports.past_years.received import ReceivedFile
from reports.past_years.sheet import is_sheet
from reports.workflow.past_reports import why_it_stays, why_not_past, why_not_replaced

MOST_SHOWN = 8  # findings or doubtful cells of a file


class Standing(IntEnum):
    """How a file stands, in the order of the list."""

    UNREAD = 0
    NOBODY = 1  # nobody knows whose it is
    DOUBTFUL = 2
    REFUSED = 3  # what there is does not give way
    CORRECTS = 4
    NEW = 5
    SAME = 6


@dataclass(frozen=True)
class There:
    """What there is of an agency's report of this year."""

    report: Report | None
    past: PastReport | None = None
    is_begun: bool = False

    @property
    def refusal(self) -> str:
        return why_not_replaced(self.report, is_begun=self.is_begun)


NOTHING = There(None)


def not_in_yet(
    campaign: Campaign, files: Sequence[ReceivedFile], given: Given
) -> list[ReceivedFile]:
    """Return the files that are still to be read: those that stand in the portal already as they
    are need not. A sheet is read in any case, for of its rows only some may be in."""
    current = filter(None, (one.past for one in what_is_there(campaign).values()))
    same = {past.digest for past in current if is_told_so(past, given)}
    return [file for file in files if file.digest not in same or is_sheet(file.content)]


def what_is_there(campaign: Campaign) -> dict[int, There]:
    """Map agencies to what there is of this year; two queries."""
    begun = ReportSection.objects.filter(report=OuterRef("pk"), version__gt=0)
    reports = Report.objects.filter(campaign=campaign).annotate(begun=Exists(begun))
    known = PastReport.objects.filter(
        submission__report__campaign=campaign,
        submission__number=F("submission__report__approved_number"),
    ).select_related("submission")
    past = {one.submission.report_id: one for one in known}
    found = {}
    for report in reports.select_related("agency"):
        report.campaign = campaign
        found[report.agency_id] = There(report, past.get(report.pk), report.begun)
    return found


def is_told_so(past: PastReport, given: PastFile | Given) -> bool:
    """Whether a file is said to be published where and when the report that is in was; nothing
    said changes nothing."""
    same_source = given.source in ("", past.source)
    return same_source and given.published_on in (None, past.published_on)


@dataclass(frozen=True)
class FileRow:
    """A file that waits to be confirmed."""

    file: PastFile
    there: There
    doubts: Sequence[str]

    @cached_property
    def standing(self) -> Standing:
        file, past = self.file, self.there.past
        if file.refusal:
            return Standing.UNREAD
        if file.agency_id is None:
            return Standing.NOBODY
        if self.there.refusal:
            return Standing.REFUSED
        if past and past.content_digest == file.content_digest and is_told_so(past, file):
            return Standing.SAME
        if self.doubts:
            return Standing.DOUBTFUL
        return Standing.CORRECTS if past else Standing.NEW

    @property
    def is_ticked(self) -> bool:
        return self.standing == Standing.NEW and bool(self.file.source)

    @property
    def refusal(self) -> str:
        return in_readers_language(Words(self.file.refusal)) if self.file.refusal else ""

    @property
    def seen(self) -> str:
        """What the page showed, so that nothing else is replaced."""
        past = self.there.past
        return f"{self.file.agency_id or ''}:{past.pk if past else ''}"

    @property
    def what_is_there(self) -> str | Promise:
        past = self.there.past
        if self.standing == Standing.SAME:
            return _("The same stands there already; nothing is to be done.")
        if past:
            return _("Is corrected: taken in before from %(source)s") % {"source": past.source}
        return self.there.refusal or ("" if self.file.agency_id is None else _("Nothing yet"))

    @property
    def errors(self) -> int:
        return self._count("error")

    @property
    def warnings(self) -> int:
        return self._count("warning")

    def _count(self, severity: str) -> int:
        return sum(kept["severity"] == severity for kept in self.file.findings)

    @property
    def findings(self) -> list[str]:
        found = [kept for kept in self.file.findings if kept["severity"] in ("error", "warning")]
        return [in_readers_language(Words(kept["message"])) for kept in found[:MOST_SHOWN]]

    @property
    def left_out(self) -> int:
        return max(0, self.errors + self.warnings - MOST_SHOWN)

    @property
    def doubtful(self) -> list[str]:
        return [self._doubt(*one) for one in self.file.doubtful[:MOST_SHOWN]]

    def _doubt(self, cell: str, found: str, reason: Mapping[str, str]) -> str:
        known = load_editions()[self.file.edition_id].cells.get(cell)
        said = "：".join(filter(None, (known.name if known else "", found)))
        return f"{said} {in_readers_language(Words(reason))}".strip()


def _doubts(
    file: PastFile, campaign: Campaign, agencies: Sequence[Agency], files_of: Counter[int | None]
) -> Iterator[str]:
    """Yield why somebody should look before the file is taken in."""
    if file.told_year and file.told_year != campaign.year:
        yield _("The file is the report of %(year)d.") % {"year": file.told_year}
    if why := _doubt_of_agency(file, agencies):
        yield why
    if file.agency_id and files_of[file.agency_id] > 1:
        yield _("Another file is of the same agency.")
    if file.edition_id and file.edition_id != campaign.edition_id:
        yield _("The file uses another form (%(form)s); figures without a place are left out.") % {
            "form": load_editions()[file.edition_id].name
        }
    if unread := len({cell for cell, _found, _reason in file.doubtful if cell}):
        words = ngettext("%(count)d cell was not read for sure.",
                         "%(count)d cells were not read for sure.", unread)  # fmt: skip
        yield words % {"count": unread}


def _doubt_of_agency(file: PastFile, agencies: Sequence[Agency]) -> str:
    told = {"told": file.told_agency}
    if file.matched == PastFile.Matched.FILE_NAME and file.told_agency:
        return _("The file names “%(told)s”; it was matched by its own name.") % told
    if file.matched == PastFile.Matched.FILE_NAME:
        return _("The file names no agency; it was matched by its own name.")
    named = [] if file.row else by_file_name(file.name, agencies)
    if file.matched == PastFile.Matched.TOLD and named and file.agency not in named:
        return _("By its name the file is of %(agency)s.") % {"agency": named[0].name}
    if file.told_agency and file.agency is None:
        return _("No agency of this region is “%(told)s”.") % told
    return ""


def file_rows(campaign: Campaign, agencies: Sequence[Agency]) -> list[FileRow]:
    """Return the files that wait, those first that need somebody's eye."""
    files = list(campaign.past_files.defer("reading").select_related("agency"))
    there, by_agency = what_is_there(campaign), Counter(file.agency_id for file in files)
    rows = [
        FileRow(file, there.get(file.agency_id or 0, NOTHING),
                list(_doubts(file, campaign, agencies, by_agency)))
        for file in files
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.standing, row.file.name, row.file.row))


# What is in ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TakenRow:
    """A past year's report that was taken in."""

    report: Report
    past: PastReport
    cells: int
    findings: int
    stays: str  # why it cannot be taken away


def taken_rows(campaign: Campaign) -> list[TakenRow]:
    found = [one for one in what_is_there(campaign).values() if one.report and one.past]
    on_its_way = set(
        Report.objects.filter(
            Q(moves_made__gt=0), campaign__year=campaign.year + 1,
            agency__in=[one.report.agency_id for one in found if one.report],
        ).values_list("agency", flat=True)
    )  # fmt: skip
    return [
        TakenRow(
            one.report,
            one.past,
            sum(figure is not None for figure in one.past.submission.figures.values()),
            len(one.past.submission.findings),
            why_it_stays(one.report) if one.report.agency_id in on_its_way else "",
        )
        for one in found
        if one.report and one.past
    ]


def still_missing(campaign: Campaign, agencies: Sequence[Agency]) -> list[Agency]:
    """Return active agencies of which there is nothing of this year."""
    there = what_is_there(campaign)
    empty = {pk for pk, one in there.items() if one.report and not (
        one.past or one.is_begun or one.report.moves_made or one.report.last_number)}  # fmt: skip
    return [one for one in agencies if one.active and (one.pk not in there or one.pk in empty)]


def why_closed(campaign: Campaign) -> str:
    return str(why_not_past(campaign))
