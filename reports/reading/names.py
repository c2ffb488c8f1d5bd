"""Names as printed: of agencies, of governments among them, of the document that is followed."""

from __future__ import annotations

import re
import unicodedata

from accounts.spreadsheets.marks import visible

_DAY = r"[\d一二三四五六七八九十]{1,3}"
_BODY = "(?:[局委办府院所站队处会厅部署镇乡县区市社馆校行]|中心|街道|公司|集团|室)"
SIGNED = re.compile(  # the last line: a date, perhaps behind the agency
    rf"(?P<agency>[\u4e00-\u9fff()·]{{2,29}}?{_BODY})?(?:\(盖?章\))?"
    rf"20\d\d(?:年{_DAY}月{_DAY}日|[-./]\d{{1,2}}[-./]\d{{1,2}})"
)
_CHINESE_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}(?=年)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_AGENCY = re.compile(r"(?=.{3,40}$)(?:[\u4e00-\u9fff()·]|\d(?!\d*[年月日件条份项次元]))+")
_NO_AGENCY = re.compile(
    r"首页|年报|年度|目录|正文|发布|来源|索引|文号|字体|当前位置|信息公开(?!办)"
)
_GOVERNMENT = re.compile(r".*(?:政府|[省市县区州盟旗镇乡])$")
_NO_GOVERNMENT = re.compile(r"[园景校社小]区$|开发区$|新区$|服务区$")
_DOCUMENT = re.compile(r"国办公开办函[〔\[(【](?P<year>\d{4})[〕\])】](?P<number>\d+)号")


def plain(text: str) -> str:
    """Return the text half-width, without spaces, with years in digits."""
    spaceless = re.sub(r"\s+", "", unicodedata.normalize("NFKC", visible(text)))
    return _CHINESE_YEAR.sub(lambda match: match[0].translate(_DIGITS), spaceless)


def is_agency(text: str) -> bool:
    return _AGENCY.fullmatch(text) is not None and _NO_AGENCY.search(text) is None


def is_government(name: str) -> bool:
    """Whether the report is that of a people's government, by its name: 棠溪县人民政府, or 棠溪县
    alone; not that of its office or of a bureau."""
    found = re.sub(r"\(.*?\)$", "", plain(name))  # 青石镇人民政府（机关）
    return _GOVERNMENT.fullmatch(found) is not None and not _NO_GOVERNMENT.search(found)


def cited_document(text: str) -> str:
    """Return the document that the report says it follows, in a uniform spelling."""
    match = _DOCUMENT.search(plain(text))
    return f"国办公开办函〔{match['year']}〕{match['number']}号" if match else ""
