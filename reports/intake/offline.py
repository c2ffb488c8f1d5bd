"""A report's offline workbook: handed out signed, taken back as a proposal to confirm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils import timezone
from django.utils.crypto import salted_hmac

from reports.drafts.merging import shown_values, text_mark
from reports.form.content import Content, Figure, Words
from reports.form.edition import Edition
from reports.form.numbers import parse_figure
from reports.intake.comparison import Doubted, Extract
from reports.models import Report, ReportSection
from reports.reading import Unreadable
from reports.workbook import (
    BrokenSignature,
    Filled,
    Stamp,
    Weight,
    WorkbookRemark,
    in_chinese,
    read_in_child,
    read_signed_stamp,
    sign_stamp,
    write_workbook,
)

SALT = "reports.offline"
MOST_PLACES = 12  # places listed singly per notice; a lost sheet or column is one notice
MOST_REMARKS = 12
NOT_GENUINE = Words({
    "zh": "校验不符：这份表不是本网站给出的，或校验内容被改过。请重新下载，把数字抄过去。",
    "en": "The seal does not fit: the workbook is not from this portal, or its check sheet was "
    "changed. Download it again and copy the figures.",
})  # fmt: skip
MORE = "还有 {} 处类似情况没有列出。", "{} more of the kind are not listed."


# Handing out -------------------------------------------------------------------------------


def workbook_of(
    report: Report, content: Content, sections: Sequence[ReportSection], last: Content | None
) -> bytes:
    stamp = stamp_of(report, content, sections)
    signed_stamp = sign_stamp(stamp, _sign)
    return write_workbook(report.edition, stamp, signed_stamp, last.figures if last else {})


def stamp_of(report: Report, content: Content, sections: Sequence[ReportSection]) -> Stamp:
    shown: dict[str, str] = {}
    for section in report.edition.sections:
        shown |= shown_values(section, content.figures, content.unreadable)
    return Stamp(
        report=report.pk,
        agency_code=report.agency.credit_code,
        agency=report.agency.name,
        year=report.campaign.year,
        edition=report.edition.id,
        made_at=f"{timezone.localtime():%Y-%m-%d %H:%M}",
        versions={section.code: section.version for section in sections},
        cells={cell: written for cell, written in shown.items() if written},
        texts=dict(content.texts),
    )


def _sign(payload: str) -> str:
    return salted_hmac(SALT, payload, algorithm="sha256").hexdigest()


# Taking back -------------------------------------------------------------------------------


def read_back(report: Report, content: bytes) -> tuple[Stamp, Filled]:
    """Return what was changed in a workbook of this very report. Raises Unreadable."""
    filled = read_in_child(content)
    try:
        stamp = read_signed_stamp(filled.signed_stamp, _sign)
    except BrokenSignature:
        raise Unreadable(NOT_GENUINE) from None
    for reason in _foreign(report, stamp):
        raise Unreadable(reason)
    return stamp, filled


def _foreign(report: Report, stamp: Stamp) -> Iterator[Words]:
    """Yield reasons why the workbook belongs to another report, the most obvious first."""
    agency, year = report.agency.name, report.campaign.year
    if stamp.agency_code != report.agency.credit_code:
        yield _both(
            f"这是“{stamp.agency}”的离线填报表，这里是“{agency}”的年报。",
            f"This is the workbook of {stamp.agency}; this is the report of {agency}.",
        )
    if stamp.year != year:
        yield _both(
            f"这是 {stamp.year} 年的离线填报表，这里是 {year} 年的年报。",
            f"This is the workbook of {stamp.year}; this is the report of {year}.",
        )
    if stamp.edition != report.edition.id:
        yield _both(
            f"这份表用的是 {stamp.edition} 版格式，这份年报用 {report.edition.id} 版。",
            f"The workbook is of the form of {stamp.edition}, the report of {report.edition.id}.",
        )
    if stamp.report != report.pk:
        yield _both(
            "这份表属于另一份年报。请从本页重新下载。",
            "The workbook belongs to another report. Download it anew from this page.",
        )


def extract_of(
    edition: Edition, stamp: Stamp, filled: Filled, sections: Sequence[ReportSection]
) -> Extract:
    """Return the workbook's changes relative to what it showed when handed out."""
    figures: dict[str, Figure | None] = {
        cell: parse_figure(shown, edition.cells[cell].kind) for cell, shown in filled.cells.items()
    }
    doubts: dict[str, Doubted] = {}
    remarks = list(_stale(edition, stamp, sections))
    origins = {place: _origin(found) for place, found in filled.origins.items()}
    told = 0
    for notice in filled.notices:
        single = notice.weight is not Weight.REMARK and len(notice.places) <= MOST_PLACES
        for place in notice.places if single else ():
            doubts.setdefault(place, Doubted(notice.found, _why(notice)))
            origins.setdefault(place, _origin(f"{notice.sheet}!{notice.address}"))
        if not single:
            told += 1
            remarks += [_remark(notice)] if told <= MOST_REMARKS else []
    if told > MOST_REMARKS:
        remarks.append(_both(*(words.format(told - MOST_REMARKS) for words in MORE)))
    return Extract(
        figures=figures,
        texts=dict(filled.texts),
        origins=origins,
        doubts=doubts,
        base=_base(stamp),
        remarks=tuple(remarks),
    )


def _base(stamp: Stamp) -> Mapping[str, str]:
    return {**stamp.cells, **{code: text_mark(text) for code, text in stamp.texts.items()}}


def _stale(edition: Edition, stamp: Stamp, sections: Sequence[ReportSection]) -> Iterator[Words]:
    """Yield remarks on what was saved in the portal since the workbook was handed out."""
    newer = [s for s in sections if s.version != stamp.versions.get(s.code, 0)]
    if newer:
        saved = [_saved(edition, section) for section in newer]
        zh, en = ("、".join(words.texts[language] for words in saved) for language in ("zh", "en"))
        yield _both(
            f"这份表是 {stamp.made_at_in_chinese} 下载的，此后网站上又改过：{zh}。"
            "两边都改了的格子在下面由您选择，其余按表中的改动写入。",
            f"The workbook was downloaded at {stamp.made_at}; since then was saved here: {en}. "
            "Where both sides changed a cell you choose below; the other changes go in.",
        )


def _saved(edition: Edition, section: ReportSection) -> Words:
    title = edition.by_code[section.code].title
    who = section.updated_by.name if section.updated_by else ""
    if section.updated_at is None:
        return _both(title, title)
    at = timezone.localtime(section.updated_at)
    return _both(f"{title}（{who} {in_chinese(at)}）", f"{title} ({who} {at:%d %B %Y %H:%M})")


# Words -------------------------------------------------------------------------------------


def _both(zh: str, en: str) -> Words:
    return Words({"zh": zh, "en": en})


def _origin(found: str) -> Words:
    """Return sheet and cell in words."""
    sheet, _, at = found.partition("!")
    return _both(f"{sheet} {at}".strip(), f"{sheet} {at}".strip())


def _why(notice: WorkbookRemark) -> Words:
    reason, expected = notice.reason.texts, notice.expected.texts
    return _both(
        f"{reason['zh']}应为：{expected['zh']}。", f"{reason['en']} Expected: {expected['en']}."
    )


def _remark(notice: WorkbookRemark) -> Words:
    """Return sheet, cell, what was found and what was expected, in words."""
    place = f"{notice.sheet} {notice.address}".strip()
    why = _why(notice).texts
    count = len(notice.places)
    zh = f"找到“{notice.found}”。" if notice.found else ""
    en = f"Found “{notice.found}”. " if notice.found else ""
    many = (f"（{count} 格）", f" ({count} cells)") if count > 1 else ("", "")
    return _both(f"{place}{many[0]}：{zh}{why['zh']}", f"{place}{many[1]}: {en}{why['en']}")
