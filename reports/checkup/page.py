"""What the check-up shows of a report: as whose it was read, what was found, the report itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.checkup.doubts import DoubtGroup, doubt_groups
from reports.checkup.form import CheckupForm
from reports.checkup.result import Result, signed
from reports.display.findings import Group, ShownFinding, grouped, shown
from reports.display.links import Link
from reports.display.printed import Marks, marked_table, place_link, severities_of
from reports.display.suspects import suspected_in_document
from reports.display.text import ShownText, UncheckedNumber, shown_text
from reports.form.edition import PREAMBLE, Edition
from reports.form.loader import load_editions
from reports.reading import Reading
from reports.rendering.document import build_document
from reports.rules.examples import examples

HEADINGS: Mapping[str, str | Promise] = {
    "blank": pgettext_lazy("cells of a report", "Left blank"),
    "warning": pgettext_lazy("findings", "Please check"),
}
MOST_SHOWN = 100  # findings of a group; the workbook has all
SAMPLES = ("T3-R01", "N-R01")
Paragraph = Sequence[tuple[str, str]]  # words, and the classes of their marks


@dataclass(frozen=True)
class Count:
    """One of the numbers at the top; `anchor` leads to what it counts."""

    kind: str
    word: str | Promise
    number: int
    anchor: str


@dataclass(frozen=True)
class ReadPart:
    """One part of the report as printed."""

    code: str
    title: str
    table: SafeString | None = None
    paragraphs: Sequence[Paragraph] = ()
    agreeing: int = 0  # numbers of the text that the tables have too
    differing: int = 0
    unchecked: Sequence[UncheckedNumber] = ()


@dataclass(frozen=True)
class LastYears:
    """What was given as last year's report."""

    name: str  # of the file
    agency: str
    year: int
    figures: int  # the form has so many
    figures_read: int
    is_compared: bool
    remark: str  # why it may be the wrong one


@dataclass(frozen=True)
class ShownResult:
    agency: str
    year: int
    edition: Edition
    title: Sequence[str]
    counts: Sequence[Count]
    figures_read: int
    rules_held: int  # rules that found nothing
    rules_left: int  # rules that want last year's report
    groups: Sequence[Group]
    doubts: Sequence[DoubtGroup]
    sheets: Sequence[ReadPart]
    has_numbers: bool
    rules: str  # the address of the edition's rules
    signed: str
    last_years: LastYears | None = None

    @property
    def number_of(self) -> Mapping[str, int]:
        return {count.kind: count.number for count in self.counts}


@dataclass(frozen=True)
class CheckupPage:
    form: CheckupForm
    result: ShownResult | None = None
    name: str = ""  # of the file
    samples: Sequence[ShownFinding] = ()  # where there is no result yet


def first_page(form: CheckupForm) -> CheckupPage:
    """Return the page before there is a result, with what the rules say of their own examples."""
    edition = max(load_editions().values(), key=lambda one: one.first_year)
    found = [examples(edition)[rule].finding for rule in SAMPLES]
    return CheckupPage(form, samples=[shown(edition, one, place_link, None) for one in found])


def shown_result(result: Result, previous_name: str = "") -> ShownResult:
    reading, edition, content = result.reading, result.reading.edition, result.reading.content
    groups = _groups(result)
    doubts = doubt_groups(reading)
    sheets = list(_sheets(result))
    held, left = _rules(result)
    return ShownResult(
        agency=content.agency,
        year=content.year,
        edition=edition,
        title=build_document(edition, content).title,
        counts=_counts(groups, sum(group.count for group in doubts)),
        figures_read=_read_of(reading),
        rules_held=held,
        rules_left=left,
        groups=groups,
        doubts=doubts,
        sheets=sheets,
        has_numbers=any(sheet.agreeing or sheet.differing for sheet in sheets),
        rules=reverse("checkup:edition_rules", kwargs={"edition": edition.id}),
        signed=signed(result),
        last_years=_last_years(result, previous_name),
    )


def _last_years(result: Result, name: str) -> LastYears | None:
    if result.previous is None:
        return None
    content = result.previous.content
    return LastYears(
        name,
        content.agency,
        content.year,
        len(content.figures),
        _read_of(result.previous),
        result.is_compared,
        remark_on_last_years(result),
    )


def remark_on_last_years(result: Result) -> str:
    """Say if it is of another year, so that nothing is compared, or names another agency."""
    if result.previous is None:
        return ""
    now, last = result.reading.content, result.previous.content
    if not result.is_compared:
        words = _("The report for %(previous)s is not compared with that for %(year)s.")
        return words % {"previous": last.year, "year": now.year}
    if now.agency and last.agency and not _is_one_agency(now.agency, last.agency):
        return _("Last year's report names another agency: %(agency)s.") % {"agency": last.agency}
    return ""


def _is_one_agency(one: str, other: str) -> bool:
    """Whether names may be one agency's, with its county and without."""
    return one.endswith(other) or other.endswith(one)


def _read_of(reading: Reading) -> int:
    return sum(figure is not None for figure in reading.content.figures.values())


def _groups(result: Result) -> list[Group]:
    edition, content = result.reading.edition, result.reading.content
    suspicion = suspected_in_document(edition, content, place_link)
    groups = grouped(edition, result.findings, place_link, suspicion=suspicion, texts=content.texts)
    return [_of_a_page_to_read(edition, group) for group in groups]


def _of_a_page_to_read(edition: Edition, group: Group) -> Group:
    """Return a group in the words of somebody who reads the report: nothing is to be filled in."""
    rows = [
        replace(row, links=[_to_first_blank(edition, row, link) for link in row.links])
        for row in group.findings[:MOST_SHOWN]
    ]
    heading, left_out = HEADINGS.get(group.name, group.heading), len(group.findings) - len(rows)
    return replace(group, heading=heading, findings=rows, left_out=left_out)


def _to_first_blank(edition: Edition, row: ShownFinding, link: Link) -> Link:
    return Link(edition.cells[row.finding.cells[0]].name, link.url) if link.to_blank else link


def _counts(groups: Sequence[Group], doubts: int) -> list[Count]:
    found = {group.name: group.count for group in groups}
    to_check = found.get("warning", 0) + found.get("blank", 0)
    first = "blank" if "blank" in found else "warning"
    return [
        Count("error", _("To correct"), found.get("error", 0), "findings-error"),
        Count("warning", HEADINGS["warning"], to_check, f"findings-{first}"),
        Count("info", _("For information"), found.get("info", 0), "findings-info"),
        Count("doubt", pgettext_lazy("places in a file", "Not read for sure"), doubts, "doubts"),
    ]


def _rules(result: Result) -> tuple[int, int]:
    """Return how many rules found nothing, and how many could not be tested without last year's
    report."""
    edition = result.reading.edition
    broken = {finding.rule for finding in result.findings}
    of_two_years = {rule for rule, one in examples(edition).items() if one.needs_last_year}
    left = set() if result.is_compared else of_two_years - broken
    return len(edition.rules) - len(broken | left), len(left)


# The report as printed -------------------------------------------------------------------------


def _sheets(result: Result) -> Iterator[ReadPart]:
    reading = result.reading
    edition, texts = reading.edition, reading.content.texts
    if texts.get(PREAMBLE.code, "").strip():
        yield _text_sheet(result, PREAMBLE.code, "")
    marks = Marks(
        severities_of([finding for finding in result.findings if finding.marks_cells]),
        doubtful={doubt.cell: doubt.found for doubt in reading.doubts if doubt.cell},
    )
    for section in edition.sections:
        if section.is_narrative:
            yield _text_sheet(result, section.code, section.title)
        else:
            table = marked_table(edition, section, reading.content.figures, marks)
            yield ReadPart(section.code, section.title, table)


def _text_sheet(result: Result, code: str, title: str) -> ReadPart:
    edition, content = result.reading.edition, result.reading.content
    text = content.texts.get(code, "")
    marked = shown_text(edition, content, code, text, result.findings, place_link)
    return ReadPart(
        code,
        title,
        paragraphs=list(paragraphs(marked)),
        agreeing=len(marked.agreeing),
        differing=len(marked.differing),
        unchecked=marked.unchecked,
    )


def paragraphs(text: ShownText) -> Iterator[Paragraph]:
    """Yield the lines of a text that are not blank, each cut where a mark begins or ends."""
    line: list[tuple[str, str]] = []
    for words, classes in text.segments:
        first, *further = words.split("\n")
        line.append((first, classes))
        for rest in further:
            yield from _whole(line)
            line = [(rest, classes)]
    yield from _whole(line)


def _whole(line: Sequence[tuple[str, str]]) -> Iterator[Paragraph]:
    if any(words.strip() for words, _classes in line):
        yield [(words, classes) for words, classes in line if words]
