"""The figures that a transport bureau published for 2020, as its tables are copied out of a Word
document: cells apart by tabs, blanks around figures, an empty cell under each merged one."""

from __future__ import annotations

from reports.form.loader import load_editions
from reports.form.numbers import parse_figure

EDITION = load_editions()["2019"]

# Everything else was 0.
TYPED = {
    "art20_5.licensing.prev_year_items": "625",
    "art20_5.licensing.change": "-251",
    "art20_5.licensing.decisions": "374",
    "art20_6.penalty.prev_year_items": "473",
    "art20_6.penalty.change": "+28",
    "art20_6.penalty.decisions": "501",
    "art20_6.coercion.prev_year_items": "53",
    "art20_6.coercion.change": "+114",
    "art20_6.coercion.decisions": "167",
    "art20_9.central_procurement.projects": "92",
    "art20_9.central_procurement.amount": "1571.55万元",
}
FIGURES = {
    cell.id: float(parse_figure(TYPED.get(cell.id, "0"), cell.kind) or 0)
    for cell in EDITION.cells.values()
}

_PROACTIVE = """\
第二十条第（一）项
信息内容|本年新制作数量|本年新公开数量|对外公开总数量
规章|0|0|0
规范性文件|0|0|0
第二十条第（五）项
信息内容|上一年项目数量|本年增/减|处理决定数量
行政许可|625|-251|374
其他对外管理服务事项|0|0|0
第二十条第（六）项
信息内容|上一年项目数量|本年增/减|处理决定数量
行政处罚|473|+28|501
行政强制|53|+114|167
第二十条第（八）项
信息内容|上一年项目数量|本年增/减
行政事业性收费|0|0
第二十条第（九）项
信息内容|采购项目数量|采购总金额
政府集中采购|92|1571.55万元"""

_NONE = "| 0| 0| 0| 0|0 | 0| 0"
_REQUESTS = "\n".join(
    label + _NONE
    for label in (
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "三、本年度办理结果|（一）予以公开",
        "|（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "|（三）不予公开|1.属于国家秘密",
        "||2.其他法律行政法规禁止公开",
        "||3.危及“三安全一稳定”",
        "||4.保护第三方合法权益",
        "||5.属于三类内部事务信息",
        "||6.属于四类过程性信息",
        "||7.属于行政执法案卷",
        "||8.属于行政查询事项",
        "|（四）无法提供|1.本机关不掌握相关政府信息",
        "||2.没有现成信息需要另行制作",
        "||3.补正后申请内容仍不明确",
        "|（五）不予处理|1.信访举报投诉类申请",
        "||2.重复申请",
        "||3.要求提供公开出版物",
        "||4.无正当理由大量反复申请",
        "||5.要求行政机关确认或重新出具已获取信息",
        "|（六）其他处理",
        "|（七）总计",
        "四、结转下年度继续办理",
    )
)
_DISPUTES = """\
行政复议|行政诉讼
结果维持|结果纠正|其他结果|尚未审结|总计|未经复议直接起诉|复议后起诉
结果维持|结果纠正|其他结果|尚未审结|总计|结果维持|结果纠正|其他结果|尚未审结|总计
0|0|0|0|0|0|0|0|0|0|0|0|0|0|0"""


def _copied(table: str) -> str:
    """As the clipboard has it."""
    return table.replace("|", "\t").replace("\n", "\r\n") + "\r\n"


BLOCKS = {
    "s2_proactive": _copied(_PROACTIVE),
    "s3_requests": _copied(_REQUESTS),
    "s4_review_litigation": _copied(_DISPUTES),
}
