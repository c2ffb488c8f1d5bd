"""The result of a check-up as a workbook: what was found, what was doubtful, the report itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.checkup.doubts import DoubtGroup, doubt_groups
from reports.checkup.page import HEADINGS, remark_on_last_years
from reports.checkup.result import Result
from reports.display.findings import GROUPS, group_of
from reports.form.content import Finding
from reports.language import in_readers_language
from reports.rendering.document import build_document
from reports.rendering.result_xlsx import ListSheet, result_workbook

LONGEST_NAME = 60  # characters of an agency's name in that of the file
MOST_CELLS = 8


def workbook_of(result: Result) -> tuple[str, bytes]:
    """Return the workbook with its file's name."""
    content, edition = result.reading.content, result.reading.edition
    title = _("%(agency)s %(year)d: check-up") % {
        "agency": content.agency[:LONGEST_NAME],
        "year": content.year,
    }
    now = date_format(timezone.localtime(), "DATETIME_FORMAT")
    notes = [f"{edition.name}（{edition.document}）", _("Checked %(at)s") % {"at": now}]
    notes += _beside(result)
    document = build_document(edition, content)
    book = result_workbook(document, title.strip(), notes, [_findings(result), _doubts(result)])
    return f"{title.strip()}.xlsx".replace(":", ""), book


def _beside(result: Result) -> Iterator[str]:
    """Yield what stands beside it: last year's report, and whether it can be that."""
    if result.previous and result.is_compared:
        last = result.previous.content
        words = _("Compared with: %(agency)s, report of %(year)s")
        yield words % {"agency": last.agency or "—", "year": last.year}
    if remark := remark_on_last_years(result):
        yield remark


def _findings(result: Result) -> ListSheet:
    columns = (
        (_("Severity"), 12.0), (_("Rule"), 10.0), (_("What must hold"), 26.0),
        (_("What was found"), 70.0), (_("Where"), 36.0),
    )  # fmt: skip
    rows = [_finding_row(result, finding) for finding in result.findings]
    return ListSheet(
        _("Findings"), columns, rows or [[_("The rules found nothing."), "", "", "", ""]]
    )


def _finding_row(result: Result, finding: Finding) -> Sequence[str]:
    name = group_of(finding)
    return [
        str(HEADINGS.get(name, GROUPS[name])),
        finding.rule,
        in_readers_language(finding.title),
        in_readers_language(finding.message),
        "、".join(_where(result, finding)),
    ]


def _where(result: Result, finding: Finding) -> Iterator[str]:
    edition = result.reading.edition
    if finding.cells:
        yield from (edition.cells[cell].name for cell in finding.cells[:MOST_CELLS])
        if len(finding.cells) > MOST_CELLS:
            yield "…"
    elif finding.section:
        yield edition.text_section(finding.section).title


def _doubts(result: Result) -> ListSheet:
    columns = (
        (pgettext("of cells", "Cells"), 46.0), (_("What stands there"), 30.0),
        (_("Why it is doubtful"), 50.0), (_("Where in the file"), 28.0),
    )  # fmt: skip
    rows = [_doubt_row(group) for group in doubt_groups(result.reading)]
    name = pgettext("places in a file", "Not read for sure")
    return ListSheet(name, columns, rows or [[_("Everything was read for sure.")]])


def _doubt_row(group: DoubtGroup) -> Sequence[str]:
    cells = "、".join(link.label for link in group.cells) + "…" * bool(group.left_out)
    return [cells or _("The file as a whole"), group.found, group.reason, group.where]
