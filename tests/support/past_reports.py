"""Published reports of many agencies in five formats, and a zip of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from accounts.models import Agency
from accounts.trail.record import Actor
from reports.form.content import Content, Figure
from reports.form.edition import Edition
from reports.form.loader import edition_for
from reports.models import Campaign, Report
from reports.rendering import RENDERERS
from reports.rendering.document import build_document
from reports.workflow.past_reports import Published, take_in
from tests.support.balanced import balanced_figures
from tests.support.factories import make_campaign, make_user
from tests.support.published import TEXTS, published
from tests.support.report_files import Paper, Style, as_docx, as_html, paper
from tests.support.report_pdfs import as_pdfs

FORMATS = ("docx", "html", "pdf", "xlsx", "txt")


@dataclass(frozen=True)
class Told:
    """A report as somebody published it."""

    agency: str
    year: int
    figures: Mapping[str, Figure]

    @property
    def edition(self) -> Edition:
        return edition_for(self.year)

    @property
    def content(self) -> Content:
        return Content(self.year, self.figures, TEXTS, agency=self.agency)


def told(agency: str, year: int, seed: int = 0) -> Told:
    return Told(
        agency, year, balanced_figures(edition_for(year), Random(f"{agency} {year} {seed}"))
    )


def written(one: Told, ending: str) -> bytes:
    """The report in a format; one file by itself."""
    document = build_document(one.edition, one.content)
    if ending == "docx":
        return as_docx(_paper(one), Style())
    if ending == "txt":
        return published(one.edition, one.figures, year=one.year, agency=one.agency).encode()
    if ending == "pdf":
        return as_pdfs({"one": _page(one)})["one"]
    return RENDERERS[ending].render(document)


def _paper(one: Told) -> Paper:
    made = paper(one.edition, one.figures, Style(), one.year)
    return Paper(made.year, [one.agency, *made.parts[1:]])


def _page(one: Told) -> str:
    return as_html(_paper(one), Style()).decode()


def files_of(agencies: Sequence[Agency], year: int) -> dict[str, bytes]:
    """A file an agency, in turn of each format, named after it."""
    made, pages = dict[str, bytes](), dict[str, str]()
    for number, agency in enumerate(agencies):
        ending = FORMATS[number % len(FORMATS)]
        name, one = f"{agency.name}{year}年年报.{ending}", told(agency.name, year)
        if ending == "pdf":
            pages[name] = _page(one)
        else:
            made[name] = written(one, ending)
    return made | as_pdfs(pages)


def taken_in(agency: Agency, year: int = 2020) -> Report:
    """The agency's report of a past year, as an administrator took it in."""
    campaign = Campaign.objects.filter(region=agency.region, year=year).first()
    campaign = campaign or make_campaign(agency.region, year=year)
    one = told(agency.name, year)
    published = Published(one.content, (), "县政府网站", None, "年报.docx", "0" * 64)
    take_in(campaign, agency, published, Actor(make_user()))
    return Report.objects.get(campaign=campaign, agency=agency)


class _OfWindows(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def zipped(files: Mapping[str, bytes], *, gb: bool = False) -> bytes:
    """Pack files; with `gb` names as Windows writes them, without saying so."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = _OfWindows(name) if gb else zipfile.ZipInfo(name)
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
