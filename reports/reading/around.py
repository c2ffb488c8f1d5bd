"""What a page prints around a report and is no part of it: the lines of the site."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.form.edition import Edition
from reports.reading.labels import key
from reports.reading.names import SIGNED, is_agency, plain
from reports.reading.running_text import Placed

LONGEST_OF_SITE = 80
SHORTEST_SENTENCE = 8
# A line that says when, where and by whom the page was put up, above the report.
_ABOVE = re.compile(
    r"(?:\[|【)?(?:发布|发文|成文|生成|公开|更新|有效|主题|信息|索引|文件|内容|公文)"
    r"(?:时间|日期|机构|单位|机关|部门|方式|范围|时限|期|性|分类|类别|来源|名称|概述|编号|号|编号|文号|种类|词)+(?:\]|】)?(?:[::]|$|\d)"
    r"|(?:来源|作者|编辑|责任编辑|责编|审核|时间|日期|文号|标题|名称|题名|分类|主题词|关键词|浏览|点击|阅读|访问|字体|字号|字号大小"
    r"|分享|打印|下载|保护视力色|视力保护色|语音播报|扫一扫|无障碍|当前位置|您?(?:现在|当前)?(?:所在)?的?位置)"
    r"(?:量|数|次数|到|本页|大小)?(?:[::|\[【(]|$)"
    r"|(?:首页|网站首页)(?:$|[>»/|—-])|目录$|(?:字体|字号)?[:]?[\[【(]?大[\]】)]?[\[【(|/]?中"
)
_SENTENCE = re.compile(r"[。;!]|(?:如下|公布|报告|编制):?$")
_SAID = re.compile(r"条例|报告|年报|统计|期限|联系|公布")
# A line under the report that only a site prints; nothing of the report follows it.
_PRESSED = r"打印|关闭|返回|收藏|分享|纠错|下载|点赞|回到"
_SITE = re.compile(
    rf"[\[【(<«]?(?:我要)?(?:{_PRESSED})(?:本页|本文|此页|页面|窗口|顶部|首页|主页|列表|上一页|上级|正文|到)?"
    rf"(?=$|[\]】)>»|/·:]|{_PRESSED}|微信|微博|QQ|上一|下一)"
    r"|[\[【(<«]?(?:上|下)一[篇页条则](?=$|[\]】)>»|:])|[\[【(<«]?(?:上|下)一[篇条则]:?"
    r"|(?:相关|推荐|延伸|热点)(?:文章|链接|阅读|新闻|信息|附件|稿件|文档|文件|解读|推荐)(?=$|[:>»])"
    r"|(?:网站|站点)(?:地图|声明|标识码|导航|首页)|联系我们|关于我们|友情链接|隐私(?:声明|政策)|使用帮助|设为首页|加入收藏|回?到?顶部$"
    r"|(?:主办|承办|协办|主管|技术支持|运行维护|运维|建设|维护|开发)(?:单位|机关|机构|部门)?:"
    r"|(?:信息来源|来源|编辑|责任编辑|责编|作者|审核|审签|签发|初审|复审|终审|录入|供稿)(?:人|单位)?:"
    r"|(?:浏览|阅读|点击|访问|今日访问)(?:次数|量|数)?:|(?:字体|字号):|扫一扫|微信扫|手机(?:版|扫)|无障碍|长者(?:模式|版)"
    r"|您是第\d|\(此件(?:主动|依申请)?公开(?:发布)?\)$|政府信息公开$",
    re.IGNORECASE,
)
_RECORDS = re.compile(
    r"icp备|公网安备|标识码:?\d|版权所有|版权声明|copyright|©|all ?rights ?reserved"
    r"|建议使用.{0,30}(?:浏览|分辨率)",
    re.I,
)
_ATTACHED = re.compile(
    r"(?:附件|附表|附)\d{0,2}:|附件\d{0,2}$|.{0,60}\.(?:docx?|xlsx?|pdf|wps|et|ofd|zip|rar)\W?$",
    re.I,
)
# A line that only tells of the site where other lines of it follow.
_WITH_SITE = re.compile(
    r"(?:联系|办公|单位)?(?:地址|电话|邮编|邮政编码|传真|邮箱|网址):"
    r"|produced ?by|powered ?by|.{0,10}ipv6"
    r"|(?:党政机关|事业单位)$|政府网站找错|网站首页|首页$|本网站|(?:国务院部门|省政府|市政府|县区|部门)网站$",
    re.IGNORECASE,
)


def is_of_site(line: str) -> bool:
    """Whether a line under the report is the site's: its buttons, neighbours, owner or records."""
    found = plain(line)
    if _RECORDS.search(found):
        return True
    return len(found) <= LONGEST_OF_SITE and "。" not in found and _SITE.match(found) is not None


def is_attached(line: str) -> bool:
    found = plain(line)
    return (
        len(found) <= LONGEST_OF_SITE and "。" not in found and _ATTACHED.match(found) is not None
    )


def preamble_of(lines: Sequence[Placed], edition: Edition) -> list[Placed]:
    """Return the sentences between title and part one, without what the site prints there."""
    headings = {key(section.title) for section in edition.sections}
    kept = [
        (line, at)
        for line, at in lines
        if not _ABOVE.match(plain(line)) and key(line).rstrip(".。") not in headings
    ]
    said = [place for place, (line, _) in enumerate(kept) if _is_sentence(plain(line))]
    return kept[said[0] : said[-1] + 1] if said else []


def _is_sentence(line: str) -> bool:
    if len(line) < SHORTEST_SENTENCE or is_of_site(line):
        return False
    return "。" in line or bool(_SENTENCE.search(line) and _SAID.search(line))


def without_end(lines: Sequence[str]) -> tuple[list[str], list[str], str]:
    """Return the last part's text without what follows the report, what else was left out there,
    and the agency that signed."""
    end = next((at for at, line in enumerate(lines) if is_of_site(line)), len(lines))
    while 0 < end < len(lines) and _WITH_SITE.match(plain(lines[end - 1])):
        end -= 1
    sentences = [at for at, line in enumerate(lines[:end]) if "。" in line]
    last = sentences[-1] + 1 if sentences else 0
    attached = next((at for at in range(last, end) if is_attached(lines[at])), end)
    kept, agency = without_signature(lines[:attached])
    tail, signed = without_signature(lines[attached:end])
    behind = [
        line for line in lines[end:] if not (is_of_site(line) or _WITH_SITE.match(plain(line)))
    ]
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
