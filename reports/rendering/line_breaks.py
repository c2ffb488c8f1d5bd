"""Where a printed label may break: between words, as in 社会/公益/组织, never within one.

Chinese writes no spaces, so the words are listed. A label with others is still shown: what is not
listed may break after each character.
"""

from __future__ import annotations

import re
from html import escape

WORDS = """
一稳定 万元 三安全 三类 上一年 上年 下年度 不予 不再 不掌握 不明确 不补正 不计 举报 之和 予以
事业性 事务 事项 仍 件数 企业 保护 信息 信访 公开 公益 关系 其 其他 内容 内部 决定 出具 出版物
制作 制发 办理 加 勾稽 区分 单位 危及 反复 另行 只计 合法 商业 四类 国家 增/减 处理 处理的 处罚
复议 复议后 大量 审结 对外 尚未 属于 已获取 年度 废止 强制 总数量 总计 总金额 情况 情形 或
或其他 或重新 执法 投诉类 按收费 提供 收费 政府 数据的 数量 文件 新收 无正当 无法 有效 服务 未按
未经 本列 本年 本年度 本年新 本年新收 本机关 机构 权益 查询 案卷 没有 法人 法律 法规 现成 现行
理由 申请 申请人 直接 相关 确认 社会 禁止 科研 秘密 第一项 第三方 第三项 第二十条 第二项 第四项
第（ 等于 管理 纠正 组织 结果 结转 继续 维持 缴纳 自然人 行政 行政机关 补正后 要求 规章 规范性
许可 诉讼 费用 起诉 过程性 这一 通知 逾期 部分 采购 重复 重新 金额 集中 需要 项目
""".split()  # noqa: SIM905  # as a list they would fill a page

_PIECE = re.compile("|".join([*map(re.escape, sorted(WORDS, key=len, reverse=True)), "."]), re.S)
_AFTER = re.compile(r"[一-鿿]$")
_BEFORE = re.compile(r"[一-鿿（“]")


def label_html(text: str) -> str:
    """The label as HTML that may break between its words; copied, it is the label unchanged."""
    html = ""
    for piece in _PIECE.findall(text):
        html += "<wbr>" if _AFTER.search(html) and _BEFORE.match(piece) else ""
        html += "<br>" if piece == "\n" else escape(piece)
    return html
