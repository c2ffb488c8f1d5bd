"""Step 4: which figure a number repeats, and why another one repeats none."""

from __future__ import annotations

import pytest

from reports.form.content import Content
from reports.form.loader import load_editions
from reports.rules.mentions.matching import matches, readings, unbound

NEW = load_editions()["2021"]
BOUND = [
    # the act before, with its noun on either side
    ("收到依申请公开政府信息13件", "new=13"),
    ("收到6项依申请公开", "new=6"),
    ("受理11封公开申请", "new=11"),
    ("共有26件政府信息公开申请由本局受理", "new=26"),
    ("公开申请新收18件", "new=18"),
    ("13件政府信息公开申请已全部答复", "done=13"),
    ("信息公开申请中，1件结转下年度办理", "carried_forward=1"),
    ("转下年度办理6件", "carried_forward=6"),
    ("公开申请尚在办理5件", "carried_forward=5"),
    ("收到公开申请壹拾叁件", "new=13"),
    ("收到公开申请廿一件", "new=21"),
    # outcomes: a row before its group, joined ones are summed
    ("申请中予以公开8件", "granted=8"),
    ("申请中公开和部分公开9件", "partial+granted=9"),
    ("申请中不予公开或者无法提供6件", "unable+denied=6"),
    ("申请中因本机关不掌握无法提供6件", "not_held=6"),
    ("申请中不予公开（属于行政执法案卷）2件", "denied_enforcement_file=2"),
    ("申请中，信息不存在3件，补正后仍不明确1件", "unable_unclear_after_correction=1"),
    ("作出予以公开答复8件、不予公开答复2件", "granted=8 denied=2"),
    ("申请中，7件因查无此项而无法提供", "unable=7"),
    ("申请中，已答复的4件均属于行政查询事项", "denied_administrative_inquiry=4"),
    # applicants: a column, in the row that the act or the list before says
    ("收到申请12件，其中自然人10件、商业企业2件", "new=12 person=10 enterprise=2"),
    ("收到自然人和法人提出的公开申请12件", "new=12"),
    ("收到公民提出的公开申请12件", "new=12"),
    # what the text itself adds chooses the sum
    ("收到公开申请15件（含上年结转3件）", "handled=15 carried_over=3"),
    ("受理公开申请15件，其中本年新收12件、上年结转3件", "handled=15 new=12 carried_over=3"),
    ("新收公开申请12件，上年结转3件，共计15件", "new=12 carried_over=3 handled=15"),
    ("收到网上公开申请9件，信函3件，合计12件", "new=12"),
    # enumerations
    ("公开申请引起的行政复议、行政诉讼分别为4件、2件", "review=4 litigation=2"),
    ("行政复议和行政诉讼各3件", "review=3 litigation=3"),
    ("行政复议、行政诉讼均为0件", "review=0 litigation=0"),
    ("行政诉讼、行政复议5件", "disputes=5"),
    # reviews and suits
    ("行政复议3件，结果维持2件，尚未审结1件", "review=3 review_upheld=2 review_pending=1"),
    ("行政复议案件3件，其中因政府信息公开引发的1件", "review=1"),
    ("未经复议直接起诉2件，复议后起诉1件", "direct=2 after_review=1"),
    ("申请中予以公开（8件）、部分公开（2件）", "granted=8 partial=2"),
    ("公开和部分公开9件", "partial+granted=9"),
    ("未办结5件，结转下年度办理", "carried_forward=5"),
    ("全局收到公开申请9件", "new=9"),
    ("12件申请中，8件予以公开、2件部分公开", "granted=8 partial=2"),
    ("上年结转申请3件、本年新收12件，共计15件", "carried_over=3 new=12 handled=15"),
    # section two
    ("制发规范性文件3件，废止1件，现行有效8件", "made=3 repealed=1 in_force=8"),
    ("作出行政许可决定374件、行政处罚决定51件", "licensing=374 penalty=51"),
    ("收取行政事业性收费3.26万元", "fees=32600"),
    # a sub-heading sets the subject; the year of 结转 vetoes nothing
    ("（二）依申请公开情况。全年收到12件，办结11件", "new=12 done=11"),
    ("2024年以来收到公开申请12件", "new=12"),
    ("新收12件，上年结转3件，办结10件，结转下年5件", "new=12 carried_over=3 done=10 carried_forward=5"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "figures"), BOUND)
def test_a_number_belongs_to_the_words_beside_it(text: str, figures: str) -> None:
    found = readings(f"{text}。", 2024)
    assert " ".join(f"{r.target.code}={r.value:f}".removesuffix(".00") for r in found) == figures


UNBOUND = [
    ("收到来信申请12件", "只是其中一部分"),
    ("通过政务服务网收到公开申请9件", "只是其中一部分"),
    ("收到涉及棚户区改造的公开申请9件", "说的是别的事项"),
    ("依申请公开有序。收到低保申请9件", "表中没有对应的单元格"),
    ("依申请公开有序。窗口全年受理9件", "只是其中一部分"),
    ("依申请公开有序。社保股办结9件", "说的是别的事项"),
    ("收到公开申请近百件", None),
    ("收到重复申请9件", "只是其中一部分"),
    ("收到公开申请100余件", "约数"),
    ("2023年收到公开申请9件", "不是本年的"),
    ("全县收到公开申请9件", "不是本单位的"),
    ("计划办结公开申请9件", "计划、比较或者平均数"),
    ("公开申请比上年增加9件", "计划、比较或者平均数"),
    ("抽查办结的公开申请9件", "说的是别的事项"),
    ("因行政处罚被申请行政复议9件", "说的是别的事项"),
    ("审理行政复议案件9件", "只是其中一部分"),
    ("公示行政许可9件", "表中没有对应的单元格"),
    ("上传行政处罚9件至信用平台", "表中没有对应的单元格"),
    ("制作信息9条", "表中没有对应的单元格"),
    ("上年结转的公开申请办结9件", "只是其中一部分"),
    ("行政许可9元", "单位不同"),
]


@pytest.mark.parametrize(("text", "reason"), UNBOUND)
def test_silence_unless_every_slot_is_filled(text: str, reason: str | None) -> None:
    assert [r for r in readings(f"{text}。", 2024) if not r.denial] == []
    content = Content(2024, {}, {"s1_overview": f"{text}。"})
    found = unbound(NEW, content, "s1_overview")
    assert [str(number.reason) for number in found] == ([reason] if reason else [])
    assert all(content.texts["s1_overview"][n.start : n.end] == n.words for n in found)


SOME = [
    ("新收案件120件，办结案件110件，结转下年10件", ""),  # no word of disclosure
    ("收到公开申请12件；收到工单300件，办结298件，正在办理2件", "new=12"),
    ("收到公开申请12件。窗口受理办件1.3万件，办结1.2万件", "new=12"),
    ("主动公开126条，依申请公开35条，不予公开8条", ""),  # kinds of information
    ("作出行政许可30件，其中网上办理20件", "licensing=30"),
    ("实施行政强制措施14次、行政强制执行2次", ""),
    ("市级部门办理公开申请412件，各区县办理1560件", ""),
    ("受理线上公开申请65件，办结62件，结转下年3件，受理线下公开申请9件", ""),
    ("受理公开申请12件。其中，不属于本行政机关公开的7件，不予公开2件", "new=12 denied=2"),
    ("收到政府信息申请公开件58件", "new=58"),
    ("公开申请按照规定时限和程序答复19件，余下1件转下年办理", "done=19 carried_forward=1"),
    ("答复公开申请22件。其中公开1件，不存在9件，属于行政执法案卷5件", "done=22 granted=1 denied_enforcement_file=5"),
    ("2023年、2024年分别收到公开申请10件、12件", ""),
    ("收到公开申请22件，比2023年（31件）下降29%，答复22件", "new=22 done=22"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "figures"), SOME)
def test_what_is_beside_it_takes_nothing_and_gives_nothing(text: str, figures: str) -> None:
    found = readings(f"{text}。", 2024)
    assert " ".join(f"{r.target.code}={r.value:f}" for r in found) == figures


def test_no_sum_excuses_another() -> None:
    """A wrong 办结 is wrong, though it is the number of those handled."""
    figures = dict.fromkeys(NEW.cells, 0) | {
        "requests.new_received.total": 12,
        "requests.carried_over.total": 3,
        "requests.outcome_total.total": 10,
    }
    content = Content(2024, figures, {"s1_overview": "办结公开申请15件。"})
    ((*_, cells, expected),) = matches(NEW, content)
    assert (cells, expected) == (("requests.outcome_total.total",), 10)


DENIED = [
    ("未收到政府信息公开申请", "new"),
    ("没有公民、法人和其他组织提出公开申请", "new"),
    ("未收到任何形式的依申请公开", "new"),
    ("依申请公开无上年结转", "carried_over"),
    ("未制定发布、废止规范性文件", "made repealed"),
    ("未发生因公开申请引起的行政复议、行政诉讼", "review litigation"),
    ("未发生投诉、行政复议和行政诉讼", "review litigation"),
    ("无提起行政复议诉讼情况", "review litigation"),
    ("未收取行政事业性收费", "fees"),
    ("未收到通过传真、信函等形式提出的公开申请", "new"),
    ("未有受理公开申请、行政复议、诉讼和申诉情况", "new review litigation"),
    ("没有出台规范性文件、受理行政诉讼、行政复议等情况", "made litigation review"),
    ("因公开申请行政复议0件，未申请行政复议", "review"),
    ("未收到来信申请", ""),
    ("未收到对申请答复的投诉", ""),
    ("未发生行政复议被纠正情况", ""),
    ("没有行政诉讼败诉案件", ""),
    ("无逾期未答复的申请", ""),
    ("2023年未收到公开申请", ""),
    ("全县未收到公开申请", ""),
]


@pytest.mark.parametrize(("text", "codes"), DENIED)
def test_a_denial_is_of_the_nouns_it_reaches(text: str, codes: str) -> None:
    assert " ".join(r.target.code for r in readings(f"{text}。", 2024) if r.denial) == codes
