"""What a page prints around a report and is no part of it: the lines of the site."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.form.edition import Edition
from reports.reading.labels import key
from reports.reading.names import SIGNED, is_agency, plain
from reports.reading.running_text import Placed
from reports.reading.site_lines import is_beside_site, is_of_site

LONGEST_ATTACHED = 80
SHORTEST_SENTENCE = 8
# A line of the catalogue's entry above the report.
_ENTRY = re.compile(
    r"[\[【]?(?:发布|发文|成文|生成|公开|更新|有效|主题|信息|索引|文件|内容|公文)"
    r"(?:时间|日期|机构|单位|机关|部门|方式|范围|时限|期|性|分类|类别|名称|概述|编号|文号|号|种类|词)+"
    r"[\]】]?(?::|$|\d)"
    r"|(?:文号|标题|名称|题名|分类|主题词|关键词|目录)(?::|$)"
)
_SENTENCE = re.compile(r"[。;!]|(?:如下|公布|报告|编制):?$")
_SAID = re.compile(r"条例|报告|年报|统计|期限|联系|公布")
_ATTACHED = re.compile(
    r"(?:附件|附表|附)\d{0,2}:|附件\d{0,2}$|.{0,60}\.(?:docx?|xlsx?|pdf|wps|et|ofd|zip|rar)\W?$",
    re.IGNORECASE,
)


def is_attached(line: str) -> bool:
    found = plain(line)
    return (
        len(found) <= LONGEST_ATTACHED and "。" not in found and _ATTACHED.match(found) is not None
    )


def preamble_of(lines: Sequence[Placed], edition: Edition) -> list[Placed]:
    """Return the sentences between title and part one, without what the site prints there."""
    headings = {key(section.title) for section in edition.sections}
    kept = [
        (line, at)
        for line, at in lines
        if not _is_above(plain(line)) and key(line).rstrip(".。") not in headings
    ]
    said = [place for place, (line, _) in enumerate(kept) if _is_sentence(plain(line))]
    return kept[said[0] : said[-1] + 1] if said else []


def _is_above(line: str) -> bool:
    return is_of_site(line) or _ENTRY.match(line) is not None


def _is_sentence(line: str) -> bool:
    if len(line) < SHORTEST_SENTENCE:
        return False
    return "。" in line or bool(_SENTENCE.search(line) and _SAID.search(line))


def without_end(lines: Sequence[str]) -> tuple[list[str], list[str], str]:
    """Return the last part's text without what follows the report, what else was left out there,
    and the agency that signed."""
    end = next((at for at, line in enumerate(lines) if is_of_site(line)), len(lines))
    while 0 < end < len(lines) and is_beside_site(lines[end - 1]):
        end -= 1
    sentences = [at for at, line in enumerate(lines[:end]) if "。" in line]
    last = sentences[-1] + 1 if sentences else 0
    attached = next((at for at in range(last, end) if is_attached(lines[at])), end)
    kept, agency = without_signature(lines[:attached])
    tail, signed = without_signature(lines[attached:end])
    behind = [line for line in lines[end:] if not is_beside_site(line)]
    return kept, [*tail, *behind], agency or signed


def without_signature(lines: Sequence[str]) -> tuple[list[str], str]:
    """Return the text without the agency and date at its end, and that agency."""
    kept = list(lines)
    match = SIGNED.fullmatch(plain(kept[-1])) if kept else None
    if match is None:
        return kept, ""
    agency = match["agency"] or (plain(kept[-2]) if kept[1:] else "")
    if not is_agency(agency):
        return kept[:-1], ""
    return kept[: -1 if match["agency"] else -2], agency
