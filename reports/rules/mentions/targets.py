"""What a report's phrases refer to: which cells the number after or before a phrase repeats.

`before` is matched against the clause up to the number, `after` against what follows it. If a
phrase is used in several ways, `also` names the other sums it may mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from reports.form.edition import Edition

FILL = r"[的共总计合有为数量案件申请事项情况是：:\s了达到仅类决定书]{0,14}$"
_NEAR = r"[^，。；、\n\d]"
NEW = ("requests.new_received.total",)
HANDLED = (*NEW, "requests.carried_over.total")
DONE = ("requests.outcome_total.total",)
REVIEW = ("disputes.review.total",)
LITIGATION = ("disputes.litigation_direct.total", "disputes.litigation_after_review.total")
FEES = ("art20_8.fees.amount",)
_DOCUMENTS = "art20_1.normative_docs."


@dataclass(frozen=True)
class Target:
    code: str
    rule: str
    cells: tuple[str, ...]  # `*` stands for the rows of a group
    topic: str  # required: requests, documents, disputes, review, litigation or ""
    before: str = ""
    after: str = ""
    also: tuple[tuple[str, ...], ...] = ()
    units: str = "件条份宗起例件次"
    whole: bool = False  # not for a part, such as requests by post

    def in_edition(self, edition: Edition) -> tuple[str, ...]:
        return resolved(self.cells, edition)


@cache
def resolved(cells: tuple[str, ...], edition: Edition) -> tuple[str, ...]:
    """The matching cells of this edition; empty if it lacks any. Cached: asked for every number."""
    found = [[c for c in edition.cells if fnmatchcase(c, pattern)] for pattern in cells]
    return tuple(c for group in found for c in group) if all(found) else ()


def _outcome(code: str, row: str, words: str) -> Target:
    return Target(
        code, "N-R02", (f"requests.{row}.total",), "requests",
        before=rf"(?:{words})(?:的|申请|决定|答复|情形|类|处理|信息){{0,3}}{FILL}",
        after=rf"{_NEAR}{{0,14}}(?:{words})",
    )  # fmt: skip


def _decision(code: str, cell: str, name: str) -> Target:
    return Target(
        code, "N-R05", (cell,), "",
        before=rf"{name}(?!申请){FILL}", after=rf"的?{name}(?!事项|信息|目录|清单|结果|公示|案卷)",
        units="件宗起份例次" if code == "coercion" else "件宗起份例",
    )  # fmt: skip


def _applicant(code: str, columns: Sequence[str], words: str) -> Target:
    new = tuple(f"requests.new_received.{column}" for column in columns)
    carried = tuple(f"requests.carried_over.{column}" for column in columns)
    return Target(
        code, "N-R01", new, "requests",
        before=rf"(?:{words})(?:提出|提交)?{FILL}", after=rf"(?:来自|为|由|是)(?:{words})",
        also=((*new, *carried),),
    )  # fmt: skip


_ORGANISATIONS = ("commercial_enterprise", "research_institution", "public_welfare_org",
                  "legal_service_org", "other_org")  # fmt: skip
_LAST = r"(?:上一?年度?|去年)"
_OVER = r"(?:结转|转结)"
_NEXT = r"结转(?:至|到|入)?(?:下一?年度?|次年|明年|\d{4}年)"
_COMING = r"(?:新收到?|收到|接收|接到|受理|登记)"
_REQUESTS = r"(?:信息公开申请|依申请公开|公开申请|申请公开)"

TARGETS: tuple[Target, ...] = (
    Target("carried_over", "N-R01", ("requests.carried_over.total",), "requests",
           before=rf"(?:{_LAST}{_OVER}|{_OVER}{_LAST}|\d{{4}}年度?结转(?!至|到|入)){_NEAR}{{0,14}}$",
           after=rf"(?:为|是|系|属于)?{_LAST}结转"),
    Target("carried_forward", "N-R02", ("requests.carried_forward.total",), "requests",
           before=rf"{_NEXT}(?:继续办理|办理)?{FILL}",
           after=rf"{_NEAR}{{0,8}}(?:{_NEXT}|[正仍尚还]在办理|尚?未办结)"),
    _outcome("partial", "partially_granted", "部分公开|区分处理"),
    _outcome("denied", "denied_*", "不予公开|不予以公开"),
    _outcome("unable", "unable_*", "无法提供"),
    _outcome("not_processed", "rejected_*", "不予处理|不予以处理"),
    _outcome("other", "other_*", "其[他它]处理"),
    _outcome("granted", "granted", "(?<!不)予以公开|(?<!不)同意公开|(?<!不)予以全部公开"),
    _outcome("secret", "denied_state_secret", "国家秘密"),
    _outcome("third_party", "denied_third_party_rights", "第三方合法权益"),
    _outcome("not_held", "unable_not_held", "本机关不掌握|不掌握相关(?:政府)?信息"),
    _outcome("creation", "unable_needs_creation", "没有现成信息|需要?另行制作"),
    _outcome("petition", "rejected_petition_complaint", "信访举报投诉类?"),
    _outcome("repeat", "rejected_repeat", "重复申请"),
    _applicant("person", ("natural_person",), "自然人"),
    _applicant("enterprise", ("commercial_enterprise",), "商业企业"),
    _applicant("organisation", _ORGANISATIONS, "法人(?:或者?|和|及)其他组织"),
    Target("disputes", "N-R04", (*REVIEW, *LITIGATION), "",
           before=rf"复议(?:案件)?[、和及与或](?:被?提起)?(?:行政)?诉讼{FILL}"),
    Target("review_upheld", "N-R04", ("disputes.review.upheld",), "review",
           before=rf"(?:维持|结果维持){FILL}", after=r"(?:被|结果|均|复议)?维持"),
    Target("review_corrected", "N-R04", ("disputes.review.corrected",), "review",
           before=rf"(?:纠正|结果纠正){FILL}", after=r"(?:被|结果|均)?纠正"),
    Target("litigation_upheld", "N-R04",
           ("disputes.litigation_direct.upheld", "disputes.litigation_after_review.upheld"),
           "litigation", before=rf"(?:维持|结果维持){FILL}", after=r"(?:被|结果|均)?维持"),
    Target("litigation_corrected", "N-R04",
           ("disputes.litigation_direct.corrected", "disputes.litigation_after_review.corrected"),
           "litigation", before=rf"(?:纠正|结果纠正){FILL}", after=r"(?:被|结果|均)?纠正"),
    Target("direct", "N-R04", ("disputes.litigation_direct.total",), "",
           before=rf"未经复议直接起诉{FILL}"),
    Target("after_review", "N-R04", ("disputes.litigation_after_review.total",), "",
           before=rf"复议后(?:再)?(?:起诉|提起诉讼){FILL}"),
    Target("review", "N-R04", REVIEW, "",
           before=rf"复议{FILL}", after=rf"{_NEAR}{{0,12}}行政复议(?![、和及与或])"),
    Target("litigation", "N-R04", LITIGATION, "",
           before=rf"诉讼{FILL}", after=rf"{_NEAR}{{0,12}}行政诉讼"),
    Target("made", "N-R05", (_DOCUMENTS + "made",), "documents",
           before=rf"(?:制发|制定|出台|印发|新制作){_NEAR}{{0,12}}$",
           units="件份个部条", also=((_DOCUMENTS + "disclosed",),)),
    Target("repealed", "N-R05", (_DOCUMENTS + "repealed",), "documents",
           before=rf"(?:废止|失效){_NEAR}{{0,10}}$", units="件份个部条"),
    Target("in_force", "N-R05", (_DOCUMENTS + "in_force",), "documents",
           before=rf"(?:现行有效|继续有效|有效){_NEAR}{{0,10}}$", units="件份个部条"),
    _decision("licensing", "art20_5.licensing.decisions", "行政许可"),
    _decision("penalty", "art20_6.penalty.decisions", "行政处罚"),
    _decision("coercion", "art20_6.coercion.decisions", "行政强制(?:措施|执行)?"),
    Target("fees", "N-R05", FEES, "",
           before=rf"(?<!减免)(?<!免征)(?<!免收)(?<!减征)行政事业性收费"
                  rf"(?!项目|标准){_NEAR}{{0,10}}$", after=r"的?行政事业性收费", units="元"),
    Target("handled", "N-R01", HANDLED, "requests", whole=True,
           before=rf"(?:收办|{_COMING}并{_NEAR}{{0,4}}(?:办理|处理)|办理|处理|承办)"
                  rf"(?:{_NEAR}{{0,24}}申请)?{FILL}", also=(DONE,)),
    Target("done", "N-R01", DONE, "requests", whole=True,
           before=rf"(?:办结|答复|办复|回复)(?:{_NEAR}{{0,24}}申请)?{FILL}",
           after=r"(?:均|都|全部)?已经?(?:按期|按时|依法)?(?:全部)?(?:办结|答复|办复)",
           also=(HANDLED,)),
    Target("new", "N-R01", NEW, "requests", whole=True,
           before=rf"{_COMING}(?:{_NEAR}{{0,24}}申请)?{_NEAR}{{0,3}}{FILL}"),
    Target("requests", "N-R01", NEW, "requests", whole=True, also=(HANDLED, DONE),
           before=rf"{_REQUESTS}(?:件|申请)?(?:[：:](?:本年度?|全年|\d{{4}}年))?{FILL}"),
)  # fmt: skip
BEFORE = [(target, re.compile(target.before)) for target in TARGETS if target.before]
AFTER = [(target, re.compile(target.after)) for target in TARGETS if target.after]
BY_CODE = {target.code: target for target in TARGETS}
