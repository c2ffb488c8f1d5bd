"""What the reader is unsure of, and why a file is refused, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.form.content import Words
from reports.form.numbers import Fault

LONGEST_QUOTE = 200  # characters of what was found


@dataclass(frozen=True)
class Doubt:
    """A cell whose figure was not read, or was read without certainty."""

    cell: str
    found: str
    reason: Words


class Unreadable(ValueError):
    """The file is not a readable report; `reason` is one sentence."""

    def __init__(self, reason: Words) -> None:
        super().__init__(str(reason))
        self.reason = reason


def _words(zh: str, en: str) -> Words:
    return Words({"zh": zh, "en": en})


FAULTS = {
    Fault.PLACEHOLDER: _words(
        "填的是符号或“无”，没有数字；没有发生应填 0。",
        "Holds a mark or a word for none instead of a number; none is written 0.",
    ),
    Fault.NOT_A_NUMBER: _words("填的不是数字。", "Is not a number."),
    Fault.DRESSED: _words(
        "数字前后有单位或符号，只能填数字。", "Has a unit or a sign beside the number."
    ),
    Fault.HALF_WRITTEN: _words(
        "小数点前后不完整，请写完整的数字。", "Has a point with digits on one side only."
    ),
    Fault.SPACED: _words(
        "数字中间有空格，可能是两个数。", "Has a space inside; it may be two numbers."
    ),
    Fault.RAISED: _words(
        "有上标、圈码等数字，可能是脚注号。", "Has a raised or circled digit, perhaps a footnote."
    ),
    Fault.OTHERWISE: _words(
        "单元格的数字格式显示的不是这个数（如日期、百分比、以千计），请核对。",
        "The format of the cell shows another number (a date, a share, thousands); please check.",
    ),
    Fault.NOT_SHOWN: _words(
        "单元格的数字格式不显示所填的内容，请核对。",
        "The format of the cell hides what it holds; please check.",
    ),
    Fault.NO_RESULT: _words(
        "是公式，文件里没有算出的结果；请在 Excel 或 WPS 中打开并保存后再传。",
        "A formula whose result the file does not hold; open and save it in Excel or WPS.",
    ),
    Fault.STRUCK: _words("数字带删除线。", "Is struck out."),
    Fault.NEGATIVE: _words("填的是负数。", "Is negative."),
    Fault.NOT_WHOLE: _words("填的不是整数。", "Is not a whole number."),
    Fault.TOO_LONG: _words("数字过长。", "Is too long a number."),
    Fault.TOO_PRECISE: _words("小数超过四位。", "Has more than four decimals."),
}


def is_of_the_cell(reason: Words) -> bool:
    """Whether what was found was in the cell itself but is not a figure."""
    return reason in FAULTS.values()


def is_read(reason: Words) -> bool:
    """Whether the cell was read as it stands, and only its row is to be looked at."""
    return reason == EDGE_BLANK


STRUCK_OUT = _words(
    "带删除线的字没有读取，请核对。", "What is struck out here was not read, please check."
)
STRUCK_WORDS = _words(
    "正文或表头中带删除线的文字没有读取。", "Words that are struck out were not read."
)
ROW_MISSING = _words("没有找到这一行。", "This row was not found.")
ROW_EMPTY = _words("这一行没有数据。", "No figures stand in this row.")
ROW_UNEVEN = _words(
    "这一行的数据个数与表头不符，无法确定各属哪一栏。",
    "The row does not hold as many figures as the table has columns, so none can be placed.",
)
ROWS_DISAGREE = _words(
    "这几张表多数行的数据个数与表头不符，请逐格核对。",
    "Most rows of these tables do not hold as many figures as their heads have columns; please "
    "check each cell.",
)
ROW_TWICE = _words(
    "这一行出现了两次，数据不同。", "This row stands in the file twice with different figures."
)
COLUMN_MISSING = _words("表头中没有找到这一栏。", "This column was not found in the table head.")
EDGE_BLANK = _words(
    "这一行的第一格或最后一格是空的，可能整行错了位，请核对。",
    "The first or last cell of this row is blank; the whole row may be shifted, please check.",
)
COLUMNS_ASSUMED = _words(
    "表头没有认全，按规定的栏目顺序读取，请核对。",
    "The table head was not fully recognised; read in the order of the form, please check.",
)
UNIT_ASSUMED = _words(
    "金额没有注明单位，按万元读取，请核对。",
    "The amount states no unit; read as ten thousand yuan, please check.",
)


def columns_lacking(names: Sequence[str]) -> Words:
    """Return the doubt of every row of a table whose head lacks these columns."""
    zh, en = "”“".join(names), "”, “".join(names)
    return _words(
        f"表头中没有“{zh}”这一栏，其余各栏请逐格核对。",
        f"The table head lacks the column “{en}”; please check all others.",
    )


def rows_disagree(columns: int, names: Sequence[str]) -> Words:
    """Return the doubt of every row where most rows do not hold as many figures as the head has
    columns; `names` are those that seem to be missing."""
    zh = f"，好像缺了“{'”“'.join(names)}”一栏" if names else ""
    en = f" (“{'”, “'.join(names)}” seems to be missing)" if names else ""
    return _words(
        f"表头有 {columns} 栏，多数行的数据个数与此不符{zh}，无法确定各属哪一栏。",
        f"The head has {columns} columns, but most rows do not hold as many figures{en}, "
        "so none can be placed.",
    )


HIDDEN_SHEETS = _words("隐藏的工作表没有读取。", "Hidden sheets were not read.")
HIDDEN_ROWS = _words("隐藏的行没有读取。", "Hidden rows were not read.")
HIDDEN_COLUMNS = _words("隐藏的列没有读取。", "Hidden columns were not read.")
HIDDEN_PARTS = _words(
    "网页中隐藏的部分里有表格，没有读取。",
    "Hidden parts of the page hold tables; they were not read.",
)
SHOWN_BY_SCRIPT = _words(
    "年度报告在网页的隐藏部分里，可能要点开才显示，请核对。",
    "The report stands in hidden parts of the page that a script may show; please check.",
)
PICTURES = _words("是图片的页没有读取。", "Pages that are pictures were not read.")
CELL_MISSING = _words("文件中没有这一格。", "The file does not hold this cell.")
CELLS_UNKNOWN = _words(
    "文件中有本版式没有的单元格，没有读取。",
    "The file holds cells that the form does not have; they were not read.",
)
YEAR_ASSUMED = _words(
    "文件中没有找到报告年度，按本年报的年度读取。",
    "No reporting year was found in the file; it is taken for this report's.",
)
YEAR_OF_ANNOUNCEMENT = _words(
    "没有找到写明年度的标题，年度取自“公布”一句，请核对。",
    "No title states the year; it is taken from the sentence that announces the report.",
)
YEAR_OF_PAGE_TITLE = _words(
    "没有找到写明年度的标题，年度取自网页或文件自带的标题，请核对。",
    "No title line states the year; it is taken from the title of the page or the file.",
)
YEAR_OF_PERIOD = _words(
    "没有找到写明年度的标题，年度取自统计期限，请核对。",
    "No title states the year; it is taken from the period of the figures.",
)
YEAR_OF_FIRST_SENTENCE = _words(
    "没有找到写明年度的标题，年度取自正文第一句，请核对。",
    "No title states the year; it is taken from the first sentence of the text.",
)
LEFT_OUT_BEHIND = _words(
    "报告末尾以后的文字（附件、网页页脚等）没有读取。",
    "What stands behind the end of the report (attachments, the foot of a page) was not read.",
)
AGENCY_MISSING = _words("没有找到单位名称。", "The name of the agency was not found.")

EMPTY = _words("文件是空的。", "The file is empty.")
TOO_LARGE = _words("文件过大（上限 2 MB）。", "The file is too large (limit 2 MB).")
TOO_LONG = _words("内容过多，不像是一份年度报告。", "It holds far more than an annual report does.")
BINARY = _words("文件不是文本。", "The file is not text.")
NO_TABLES = _words(
    "没有找到年度报告的表格（图片形式的表格无法读取）。",
    "No table of the annual report was found (tables published as pictures cannot be read).",
)
NO_FIGURES = _words(
    "找到了年度报告的表格，但没有读出任何数据。",
    "The tables of the annual report were found, but no figure in them could be read.",
)
NO_YEAR = _words(
    "标题中没有找到报告年度，请指明年度。",
    "No reporting year was found in the title; please state it.",
)

# Files other than text -------------------------------------------------------------------------

TOO_LARGE_ARCHIVE = _words(
    "文件过大或解压后内容过多（上限 5 MB），不予读取。",
    "The file, or what it unpacks to, is too large (limit 5 MB).",
)
TOO_DEEP = _words("文件嵌套层次过多，不予读取。", "The file is nested too deeply to be read.")
TOO_WIDE = _words("表格的行或列过多，不予读取。", "A table has too many rows or columns.")
DAMAGED = _words(
    "文件已损坏，请打开后另存再试。", "The file is damaged; open it and save it again."
)
ENCRYPTED = _words(
    "文件已加密，请取消密码后另存。", "The file is encrypted; save it without a password."
)
MACROS = _words("文件带有宏，请另存为不含宏的格式。", "The file holds macros; save it without.")
FORBIDDEN_PART = _words(
    "文件含有办公软件不会写入的内容，不予读取。",
    "The file holds a part that no office program writes.",
)
UNKNOWN_FORMAT = _words(
    "不支持这种文件，请用 .docx、.xlsx、.pdf、.html、.json 或文本。",
    "This kind of file is not read; use .docx, .xlsx, .pdf, .html, .json or text.",
)
SCANNED = _words(
    "这是扫描件或图片，没有可以读取的文字；请用原来的 Word 文件或网页。",
    "This is a scan or a picture without text; use the Word file or web page it came from.",
)
OLD_OR_LOCKED = _words(
    "这是旧版 .doc、.xls 或加密的文件，请另存为 .docx、.xlsx。",
    "This is an old .doc or .xls file or one with a password; save it as .docx or .xlsx.",
)
OLD_WORD = _words(
    "这是旧版 Word 或 WPS 文件（.doc、.wps）。请用 WPS 或 Word 打开，点“文件”“另存为”，"
    "类型选“.docx”，再上传另存的文件。",
    "This is an old Word or WPS file (.doc, .wps). Open it in WPS or Word, choose “Save as” and "
    "the type .docx, and upload that file.",
)
OLD_EXCEL = _words(
    "这是旧版 Excel 或 WPS 表格文件（.xls、.et）。请用 WPS 或 Excel 打开，点“文件”“另存为”，"
    "类型选“.xlsx”，再上传另存的文件。",
    "This is an old Excel or WPS file (.xls, .et). Open it in WPS or Excel, choose “Save as” and "
    "the type .xlsx, and upload that file.",
)
BUSY = _words(
    "正在读取别的文件，请过几秒再按一次。",
    "Other files are being read just now; press again in a few seconds.",
)
TOO_SLOW = _words("读取用时过长，已停止。", "Reading took too long and was stopped.")
STOPPED = _words("读取时超出限制，已停止。", "Reading went beyond its limits and was stopped.")
