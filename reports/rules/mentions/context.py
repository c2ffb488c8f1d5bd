"""Whether a number is about this body and year, and on which topic, judged by its context."""

from __future__ import annotations

import re

LOOK_BACK = 200  # characters; few sentences are longer
_SENTENCE_ENDS = "。；;！？!?\n"
_CLAUSE_ENDS = _SENTENCE_ENDS + "，,、（）()"
_COMPARISON = re.compile(
    r"(?:与|较|比|同|和|相较于?)(?:上一?年度?|去年|往年|\d{4}年度?)(?:同期)?(?:相比|比较|的)?"
    r"|(?:上一?年度?|去年|\d{4}年度?)(?:度)?(?:结转|转结)|结转(?:至|到|入)?(?:上一?年|下一?年|明年|次年|\d{4}年)"
)
_TIME = re.compile(
    r"(?P<own>本年度?|今年|全年|报告年度|年内)|(?P<other>上一?年度?|去年|往年|前年|下一?年度?|明年|"
    r"次年|历年|(?:19|20)\d\d年?(?:至|到|[-—～~])(?:19|20)\d\d年|近[二两三四五六七八九十\d]+年|以来|至今|上半年|下半年|[一二三四]季度|\d{1,2}月份|"
    r"1\s?[-至—]\s?\d\s?月|十[三四五]五)|(?P<year>(?:19|20)\d\d)年"
)
_BODY = re.compile(
    r"(?P<own>[我本](?:局|委|办|镇|乡|街道|院|队|中心|单位|机关|部门|厅|所|馆|县|市|区))"
    r"|(?P<other>全[县市区省国]|各(?:单位|部门|乡镇|镇|乡|局|股室|地|村)|(?:局|下|所)属|县直|"
    r"兄弟单位|基层|全系统|其他(?:单位|部门)|上级|省厅|市局)"
)
_NO_FIGURE = re.compile(
    r"同比|环比|增长|增加|减少|下降|上升|提高|多于|少于|相差|计划|拟|力争|预计|目标|争取|"
    r"(?<!即)将(?!其|上)|要求|不超过|至少|不少于|平均|其中有|规定"
)
_ACCUMULATED = re.compile(r"累计|截至|截止")
_TOPIC = re.compile(
    r"(?P<other>提案|议案|不动产|群众申请|审批|人大|建议|来信|来访|热线|12345|政务信息|稿件|工单|咨询|留言|"
    r"信访(?!举报投诉)|主动公开|网站|公众号|政务服务|(?:许可|补贴|救助|低保|登记(?!政府信息|信息公开|公开|依申请)|业务|贷款|仲裁|"
    r"住房|用地|建房|听证|援助|职称|专利|商标|资助|入党|补助|困难|执行|认定|审批|资格)\w{0,4}申请)"
    r"|(?P<requests>依申请|公开申请|申请公开|信息公开\w{0,6}申请|(?<!复议)申请)"
    r"|(?P<documents>规范性文件)|(?P<review>复议)|(?P<litigation>诉讼|起诉)"
)
_NEUTRAL = re.compile(
    r"全年|本年度?|今年|年内|期间|截至|年底|累计|总共|合计|总计|共计|分别|均已|全部|按时|按期|及时|如期|依法|依规|妥善|规范|"
    r"法定|规定|期限|时限|新收|收到|接收|接到|受理|登记|办理|办结|答复|处理|回复|办复|收办|承办|审查|其中|数量|总数|各类|"
    r"自然人|商业企业|企业|科研机构|社会公益组织|法律服务机构|网络|网上|线上|信函|信件|邮寄|邮件|当面|现场|在线|"
    r"予以公开|部分公开|不予公开|无法提供|不予处理|其[他它]处理|应办|加上|连同|上年|去年|结转|转结|下一?年|明年|"
    r"公民|法人|其[他它]组织|群众|社会|公众|政府|信息|公开|依申请|申请人?|事项|情况|本机关|办公室|机关|单位|部门|"
    r"[我本][一-鿿]|[局委办镇乡县]|众|[共已均都为的了到上内在对向由和并且仍还有是新收未]|\d+|[件条份宗起年月日：:\s]"
)
_ASIDE = re.compile(r"[（(][^（）()]{0,80}[）)]")
_ENTRY = re.compile(r"\d\s?万?[件条份宗起次]")
_OF_SOMETHING_ELSE = 2  # this many non-neutral words make another subject
_PART = re.compile(
    r"网站|网络|网上|在线|线上|线下|信函|邮寄|邮政|邮件|快递|当面|现场|窗口|传真|涉及|关于|有关|"
    r"自然人|法人|企业|个人|其中(?!新收|本年)|逾期|转来|转办|移交|协助|补正|征求|电话|口头|热点|申请中|延期"
)
_PUBLISHING = re.compile(r"公示|公开|发布|归集|录入|上传|推送|公布|抽查|评查|事项|目录|清单|平均")
_COURT = re.compile(r"受理|审理|办理|审结|应诉|承办|代理|出庭|参与|调解|立案")


def clause_before(text: str, place: int) -> str:
    """Return the words between the last punctuation mark and a position."""
    start = max(0, place - LOOK_BACK)
    cut = max(text.rfind(mark, start, place) for mark in _CLAUSE_ENDS)
    return text[max(cut + 1, start) : place]


def clause_after(text: str, place: int) -> str:
    end = re.compile(f"[{re.escape(_CLAUSE_ENDS)}]").search(text, place, place + 60)
    return text[place : end.start() if end else place + 60]


def sentence_before(text: str, place: int) -> str:
    start = max(0, place - LOOK_BACK)
    cut = max(text.rfind(mark, start, place) for mark in _SENTENCE_ENDS)
    return text[max(cut + 1, start) : place]


def is_of_this_report(text: str, start: int, end: int, year: int, is_government: bool) -> bool:
    """Whether the number is of this body and year: no plan, comparison, or total over years."""
    clause = _COMPARISON.sub("＊", clause_before(text, start) + "＃" + clause_after(text, end))
    sentence = _COMPARISON.sub("＊", sentence_before(text, start))
    if _NO_FIGURE.search(clause) or not _in_year(sentence, year):
        return False
    return is_government or not _of_others(sentence)


def _in_year(sentence: str, year: int) -> bool:
    marks = list(_TIME.finditer(sentence))
    if any(mark["other"] in ("历年", "以来", "至今") for mark in marks):
        return False
    if marks and (marks[-1]["other"] or int(marks[-1]["year"] or year) != year):
        return False
    whole = re.search(r"全年|本年|今年|年内", sentence) or re.search(
        rf"(?<!截至)(?<!截止){year}年", sentence
    )
    return bool(whole) or not _ACCUMULATED.search(sentence) or "有效" in sentence


def _of_others(sentence: str) -> bool:
    marks = list(_BODY.finditer(sentence))
    return bool(marks) and bool(marks[-1]["other"])


def topic(text: str, start: int, end: int) -> str:
    """Return the topic last mentioned in this paragraph, or rather one in the same clause."""
    head = max(text.rfind("\n", max(0, start - LOOK_BACK), start) + 1, start - LOOK_BACK, 0)
    marks = list(_TOPIC.finditer(text, head, start))
    here = len(clause_before(text, start))
    follows = list(_TOPIC.finditer(text, end, end + len(clause_after(text, end))))
    if follows and not (marks and marks[-1].end() > start - here):
        marks = follows
    return (marks[-1].lastgroup or "") if marks else ""


def is_of_something_else(text: str, start: int) -> bool:
    """Whether `收到`, `办结` and the like have another subject than the topic mentioned last.

    A clause that names its subject is believed. One that does not continues the subject of the
    clauses before it, back to one with a number whose subject has nothing to do with requests.
    """
    head = max(text.rfind("\n", max(0, start - LOOK_BACK), start) + 1, start - LOOK_BACK, 0)
    marks = [m for m in _TOPIC.finditer(text, head, start) if m.lastgroup == "requests"]
    if not marks or marks[-1].end() > start - len(clause_before(text, start)):
        return False
    since = _ASIDE.sub("", text[marks[-1].end() : start])
    *between, own = re.split(f"[{re.escape(_CLAUSE_ENDS)}]", since)
    if _subject(own):
        return True
    return any(_subject(words) and _turns(words) for words in between[1:])


def _subject(clause: str) -> bool:
    return len(_NEUTRAL.sub("", clause)) >= _OF_SOMETHING_ELSE


def _turns(clause: str) -> bool:
    return bool(_ENTRY.search(clause)) or clause.rstrip().endswith(("方面", "工作中", "检查中"))


def is_part(text: str, start: int, end: int) -> bool:
    clause = clause_before(text, start)
    if re.search(r"等(?:途径|渠道|方式|形式)", clause):
        return False  # by every channel
    return bool(_PART.search(clause.replace("互联网", ""))) or clause_after(text, end).startswith(
        "次数"
    )


def is_publishing(text: str, start: int, end: int) -> bool:
    return bool(_PUBLISHING.search(clause_before(text, start) + clause_after(text, end)))


def is_courts_work(text: str, start: int, end: int, of_sentence: bool) -> bool:
    """Whether this is the work of a body that decides reviews, not a review of its own acts."""
    sentence = sentence_before(text, start) + clause_after(text, end)
    if re.search(r"旁听|庭审", sentence):
        return True
    if re.search(r"信息公开|政务公开|依申请", sentence):
        return False
    clause = clause_before(text, start) + clause_after(text, end)
    return bool(_COURT.search(sentence if of_sentence else clause))
