"""What precedes part one and follows part six: title, agency, year, cited document, signature."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.spreadsheets.marks import visible

LONGEST_TITLE = 60
LINES_LOOKED_AT = 60
_SUBJECT = re.compile(r"信息公开.{0,14}(报告|年报)")
_YEAR = re.compile(r"(?<!\d)(?P<year>20\d\d)(?!\d)(?!年\d{1,2}月)(?![-/.]\d)")
_CHINESE_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}(?=年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_AGENCY = re.compile(r"(?=.{3,40}$)(?:[\u4e00-\u9fff()·]|\d(?!\d*[年月日件条份项次元]))+")
_NO_AGENCY = re.compile(
    r"首页|年报|年度|目录|正文|发布|来源|索引|文号|字体|当前位置|信息公开(?!办)"
)
_NO_TITLE = re.compile(r"[>:|。;]")
_DATE = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日")
_DOCUMENT = re.compile(r"国办公开办函[〔\[(【](?P<year>\d{4})[〕\])】](?P<number>\d+)号")


@dataclass(frozen=True)
class Opening:
    title: str = ""
    agency: str = ""
    year: int | None = None


def find_opening(lines: Sequence[str]) -> Opening:
    """Return the best candidate for a title: with agency and year, with a year, or any."""
    found = _openings([_plain(line) for line in lines[:LINES_LOOKED_AT]])
    return max(found, key=_rank, default=(0, Opening()))[1]


def cited_document(text: str) -> str:
    """Return the document that the report says it follows, in a uniform spelling."""
    match = _DOCUMENT.search(_plain(text))
    return f"国办公开办函〔{match['year']}〕{match['number']}号" if match else ""


def split_signature(lines: Sequence[str]) -> tuple[list[str], str]:
    """Return the text without the agency and date at its end, and that agency."""
    kept, agency = list(lines), ""
    if kept and _DATE.fullmatch(_plain(kept[-1])):
        kept.pop()
        if kept and _is_agency(_plain(kept[-1])):
            agency = _plain(kept.pop())
    return kept, agency


def _plain(text: str) -> str:
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", visible(text)))
    return _CHINESE_YEAR.sub(lambda match: match[0].translate(_DIGITS), plain)


def _rank(found: tuple[int, Opening]) -> tuple[bool, bool, int]:
    height, opening = found
    return opening.year is not None, opening.agency != "", -height


def _openings(lines: Sequence[str]) -> Iterator[tuple[int, Opening]]:
    """Yield possible titles with the number of lines each takes up."""
    for at in range(len(lines)):
        for start, end in ((at, at + 1), (at - 1, at + 1), (at - 2, at + 1), (at, at + 2)):
            window = lines[max(start, 0) : end]
            joined = "".join(window)
            if start >= 0 and _is_title(joined) and not any(map(_NO_TITLE.search, window)):
                yield len(window), _opening(joined)


def _is_title(joined: str) -> bool:
    return len(joined) <= LONGEST_TITLE and _SUBJECT.search(joined) is not None


def _opening(title: str) -> Opening:
    year = _YEAR.search(title)
    subject = title.find("政府信息公开")
    ends = [at for at in (year.start() if year else -1, subject) if at >= 0]
    before = title[: min(ends)] if ends else ""
    agency = before.strip("《").removeprefix("关于").removesuffix("关于")
    return Opening(title, agency if _is_agency(agency) else "", int(year["year"]) if year else None)


def _is_agency(text: str) -> bool:
    return _AGENCY.fullmatch(text) is not None and _NO_AGENCY.search(text) is None
