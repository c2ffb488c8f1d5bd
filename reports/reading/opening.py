"""What precedes part one: the title, whose report it is, and of which year.

Where no line is a title with a year, the year is looked for in the sentence that announces the
report, in the titles that the file gives itself, in the period of its figures, and last in its
first sentence; each of them is a doubt that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.form.content import Words
from reports.reading.doubts import (
    YEAR_OF_ANNOUNCEMENT,
    YEAR_OF_FIRST_SENTENCE,
    YEAR_OF_PAGE_TITLE,
    YEAR_OF_PERIOD,
)
from reports.reading.names import is_agency, plain

LONGEST_TITLE = 60
LINES_LOOKED_AT = 60
LONGEST_LEAD = 400  # of part one, which may begin with what is said before it elsewhere
LONGEST_READ = 4_000  # characters of a text in which a year is looked for
_SUBJECT = re.compile(r"信息公开.{0,14}(报告|年报)")
_YEAR = re.compile(r"(?<!\d)(?P<year>20\d\d)(?!\d)(?!年\d{1,2}月)(?![-/.]\d)")
_NO_TITLE = re.compile(r"[>:|。;]")
_LEADS = re.compile(
    r"^.*(?:现将|现就|现对|公布|公开|发布|编制|撰写|形成|汇总|报告)(?:了|的|由|《)?(?=.)"
)
_PUT_OUT = re.compile(r"现将|现就|现对|公布|公开|发布|编制|撰写|形成|报告如下|如下")
_ANNOUNCED = re.compile(
    r"(?<!\d)(?P<year>20\d\d)年度?(?P<between>[^。;,:\d]{0,30}?)(?:政府信息|政务|信息)公开"
    r"(?:工作)?(?:的)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:报告|年报|情况)"
)
_PERIOD = re.compile(
    r"(?<!\d)(?P<year>20\d\d)年1月(?:1日)?[起始]?(?:至|到|[-—~]+)(?:(?P=year)年)?12月"
)
_TOLD = re.compile(
    r"(?<!\d)(?P<year>20\d\d)年(?!\d{1,2}月)(?!度?(?:修订|修正|第|印发|公布|施行|实施))"
)
_TITLES = re.compile(r"《[^《》]*》|[(〔\[][^()〔〕\[\]]*[)〕\]]")
_SENTENCE = re.compile(r"[^。!?]+[。!?]?")
_BETWEEN = re.compile(r"\s*(?:[_|｜>»]|\s[-–—]\s?|[-–—](?=[\u4e00-\u9fff]))\s*")


@dataclass(frozen=True)
class Opening:
    title: str = ""
    agency: str = ""
    year: int | None = None
    source: Words | None = None  # where the year is from, if not from a line that is the title
    quote: str = ""
    ends: int = 0  # the lines up to here are of the title


@dataclass(frozen=True)
class OwnTitles:
    """The titles that a file gives itself: a web page those of its article and window, an office
    file the one in its properties."""

    of_page: Sequence[str] = ()
    of_properties: Sequence[str] = ()


NO_TITLES = OwnTitles()


def find_title(lines: Sequence[str]) -> Opening:
    """Return the best candidate for a title: with agency and year, with a year, or any."""
    return max(_openings(lines), key=_rank, default=(0, Opening()))[1]


def with_year(found: Opening, preamble: str, first_text: str, own: OwnTitles) -> Opening:
    """Return the opening with the year from elsewhere, if the title has none. `first_text` is that
    of part one."""
    text = plain(preamble[:LONGEST_READ]), plain(first_text[:LONGEST_READ])
    other = found if found.year else (_from_elsewhere(*text, own) or found)
    return replace(
        other,
        title=found.title or other.title,
        agency=found.agency or other.agency or _agency_of_page(own.of_page),
        ends=found.ends,
    )


def _from_elsewhere(preamble: str, first_text: str, own: OwnTitles) -> Opening | None:
    """The surest source first: an office file may keep the title of the one it was copied from."""
    return (
        _of_announcement(preamble)
        or _of_announcement(first_text[:LONGEST_LEAD])
        or _of_titles(own.of_page)
        or _of_match(_PERIOD.search(preamble + first_text), YEAR_OF_PERIOD)
        or _of_match(_in_first_sentence(preamble, first_text), YEAR_OF_FIRST_SENTENCE)
        or _of_titles(own.of_properties)
    )


def _rank(found: tuple[int, Opening]) -> tuple[bool, bool, int]:
    height, opening = found
    return opening.year is not None, opening.agency != "", -height


def _openings(lines: Sequence[str]) -> Iterator[tuple[int, Opening]]:
    """Yield possible titles with the number of lines each takes up."""
    looked_at = [plain(line) for line in lines[:LINES_LOOKED_AT]]
    for at in range(len(looked_at)):
        for start, end in ((at, at + 1), (at - 1, at + 1), (at - 2, at + 1), (at, at + 2)):
            window = looked_at[max(start, 0) : end]
            joined = "".join(window)
            if start >= 0 and _is_title(joined) and not any(map(_NO_TITLE.search, window)):
                yield len(window), replace(_opening(joined), ends=min(end, len(lines)))


def _is_title(joined: str) -> bool:
    return len(joined) <= LONGEST_TITLE and _SUBJECT.search(joined) is not None


def _opening(title: str) -> Opening:
    """Return what a title says: 某局2023年政府信息公开工作年度报告, or the year first."""
    year = _YEAR.search(title)
    subject = title.find("政府信息公开")
    ends = [at for at in (year.start() if year else -1, subject) if at >= 0]
    agency = _agency_in(title[: min(ends)] if ends else "")
    if year and not agency:
        agency = _agency_in(_behind_year(title, year))
    return Opening(title, agency, int(year["year"]) if year else None)


def _behind_year(title: str, year: re.Match[str]) -> str:
    """Return what stands between the year and the subject; a government ends in the subject's first
    word: 2023年青石镇人民政府信息公开工作年度报告."""
    rest = title[year.end() :].removeprefix("年").removeprefix("度")
    before, found, _ = rest.partition("信息公开")
    before = before if before.endswith("人民政府") else before.removesuffix("政府")
    return before if found else ""


def _agency_in(before: str) -> str:
    agency = before.strip("《").removeprefix("关于").removesuffix("关于").removesuffix("的")
    return agency if is_agency(agency) else ""


# Without a title line that has the year -------------------------------------------------------


def _of_announcement(text: str) -> Opening | None:
    for sentence in _SENTENCE.findall(text):
        match = _ANNOUNCED.search(sentence)
        if match and _PUT_OUT.search(match.string):
            return Opening("", _announced_agency(match), int(match["year"]), YEAR_OF_ANNOUNCEMENT,
                           match[0])  # fmt: skip
    return None


def _announced_agency(match: re.Match[str]) -> str:
    """Return the agency beside the year, before it only behind a word of putting out."""
    between = match["between"].removesuffix("的")
    if between.endswith("人民"):  # 政府 is the subject's first word too
        between += "政府"
    if is_agency(between):
        return between
    before = re.split(r"[,:]", match.string[: match.start()])[-1]
    lead = _LEADS.match(before)
    return _agency_in(before[lead.end() :]) if lead else ""


def _openings_of_page(named: Sequence[str]) -> list[Opening]:
    parts = [part for name in named for part in _BETWEEN.split(name)]
    return [opening for height, opening in _openings(parts) if height == 1]


def _of_titles(named: Sequence[str]) -> Opening | None:
    candidates = [opening for opening in _openings_of_page(named) if opening.year]
    best = max(candidates, key=lambda opening: opening.agency != "", default=None)
    return best and replace(best, source=YEAR_OF_PAGE_TITLE, quote=best.title, ends=0)


def _agency_of_page(named: Sequence[str]) -> str:
    return next((found.agency for found in _openings_of_page(named) if found.agency), "")


def _of_match(match: re.Match[str] | None, source: Words) -> Opening | None:
    return match and Opening("", "", int(match["year"]), source, match[0])


def _in_first_sentence(*texts: str) -> re.Match[str] | None:
    """Return the first year of the first sentence that tells of one."""
    for text in texts:
        for sentence in _SENTENCE.findall(_TITLES.sub("", text)):
            if match := _TOLD.search(sentence):
                return match
    return None
