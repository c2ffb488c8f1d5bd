"""What is wrong with a returned workbook: sheet, cell, what was found, what was expected."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reports.form.content import Words

LONGEST_FOUND = 60


class Weight(StrEnum):
    PROBLEM = "problem"  # the place was not read
    DOUBT = "doubt"  # it was read, but somebody should look
    REMARK = "remark"  # nothing depends on it


@dataclass(frozen=True)
class WorkbookRemark:
    weight: Weight
    sheet: str
    address: str  # C7; "" for the whole sheet
    places: tuple[str, ...]  # cell ids, or a section's code for its text
    found: str
    expected: Words
    reason: Words


def words(zh: str, en: str) -> Words:
    return Words({"zh": zh, "en": en})


def of_label(expected: Words, label: str) -> Words:
    """Add the label that was searched for."""
    plain = label.replace("\n", "")
    texts = expected.texts
    return words(f"{texts['zh']}“{plain}”", f"{texts['en']}, “{plain}”")


def number_words(figure: str) -> Words:
    return words(figure or "空", figure or "blank")


def short(found: str) -> str:
    return found if len(found) <= LONGEST_FOUND else f"{found[: LONGEST_FOUND - 1]}…"


# What was expected, and why it was not read as it is ---------------------------------------

NUMBER = {
    "count": words("0 或正整数", "0 or a positive whole number"),
    "signed_count": words("整数，减少填负数", "a whole number, negative for a decrease"),
    "money": words("金额，单位万元", "an amount in ten thousand yuan"),
}
ROW_GONE = (
    words("本行的行名", "the label of this row"),
    words("没有找到这一行，行名被改动或删除。", "The row was not found: its label was changed."),
)
ROW_TWICE = (
    words("本行只有一处", "the row once"),
    words("这一行在表中出现多次，无法确定以哪一处为准。", "The row stands there several times."),
)
ROW_MOVED = (
    words("行名与数据在原来的同一行", "the label in the row of its figures"),
    words(
        "行名与数据不在一处（可能排过序或移动过），无法确定数据属于哪一行。",
        "Label and figures are apart (sorted or moved), so it is not sure which row these are of.",
    ),
)
SORTED = (
    words("原来的行次", "the rows in their order"),
    words("行的次序变了，已按行名读取。", "The rows are in another order; read by their labels."),
)
HEAD_GONE = (
    words("本列的列名", "the label of this column"),
    words("没有找到这一列，列名被改动或删除。", "The column was not found: its label was changed."),
)
CELL_MOVED = (
    words("格子在原来的位置", "the cell in its place"),
    words(
        "格子被剪切、拖动或插入过，无法确定数据属于哪一格。",
        "Cells were cut, dragged or inserted, so it is not sure which cell the figure is of.",
    ),
)
MERGED = (
    words("单独的一个格子", "a cell of its own"),
    words(
        "格子被合并，只剩一个数据。",
        "Merged with others, which keeps one figure only.",
    ),
)
SPLIT = (
    words("合并的格子里一个数据", "one figure in the merged cell"),
    words(
        "原来合并的格子被拆开，里面有多个数据。",
        "Was split and holds several figures.",
    ),
)
SHEET_GONE = (
    words("这张工作表", "this sheet"),
    words("没有找到这张工作表，该部分没有读取。", "Was not found; its part was not read."),
)
TEXT_HEAD_GONE = (
    words("“正文（每段一行）”这一栏", "the column of the text"),
    words("没有找到正文栏，该部分没有读取。", "Was not found; the text was not read."),
)
TEXT_BESIDE = (
    words("写在正文栏", "text in its column"),
    words("写在正文栏以外，没有读取。", "Stands outside of the column of the text; not read."),
)
TEXT_CLEARED = (
    words("下载时的正文", "the text as downloaded"),
    words("正文全部删掉了，请核对。", "The whole text was deleted; please check."),
)
CLEARED = (
    words("下载时的数字", "the figure as downloaded"),
    words("原来的数字被清空，请核对。", "The figure was cleared; please check."),
)
OUTSIDE = (
    words("表格以外不填数字", "no number outside of the table"),
    words("写在表格以外，没有读取。", "Stands outside of the table; not read."),
)
IN_COPY = words("填在原来的工作表里", "entries in the sheet itself")
COPY_FILLED = words(
    "是复制出来的工作表，填的与原表不同，已列出，选了才写入。",
    "A copied sheet that holds other entries; they are listed and go in only if chosen.",
)
COPY_DIFFERS = words(
    "填在复制出来的工作表里，与原表不同，请核对用哪一个。",
    "Stands in a copied sheet and differs from the sheet itself; please choose.",
)
FORMULA = words("是公式，按算出的结果读取，请核对。", "A formula; its result was read.")
NO_RESULT = words(
    "是公式，但文件里没有算出的结果。请在 Excel 或 WPS 中打开并保存后再传。",
    "A formula whose result the file does not hold. Open it in Excel or WPS and save it again.",
)
SHOWN_AS = {
    "date": words("被设成日期格式，数字不可靠。", "Formatted as a date; not sure."),
    "percent": words("被设成百分比格式，数字不可靠。", "Formatted as a percentage; not sure."),
    "error": words("是公式错误值。", "Shows the error of a formula."),
    "truth": words("是逻辑值，不是数字。", "Is true or false, not a number."),
}
TOTAL_DIFFERS = words(
    "合计由各项算出，这里填的不采用。", "Totals are computed from their parts; this is not taken."
)

# Why a file is refused as a whole -------------------------------------------------------------

NOT_OURS = words(
    "这不是本网站下载的离线填报表。其他格式的年报请从另一页读入。",
    "This is no workbook of this portal. Other files of a report can be read in on another page.",
)
STAMP_GONE = words(
    "离线填报表的校验页被删除或改动，无法确认是谁的。请重新下载一份，把数字抄过去。",
    "The check sheet was removed or changed. Download the workbook again and copy the figures.",
)
OTHER_LAYOUT = words(
    "这份离线填报表是旧格式，不能再读取。请重新下载。",
    "The workbook is of an old layout. Please download it again.",
)
