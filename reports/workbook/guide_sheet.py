"""The workbook's first page: whose it is, how to fill it in, progress so far, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.form.content import DEFAULT_LANGUAGE
from reports.form.edition import Section
from reports.rendering.document import report_title
from reports.rendering.xlsx import LINE_HEIGHT, lines_of, safe_text, set_up_page
from reports.workbook.draft import Draft
from reports.workbook.formulas import WRITTEN, checked_rules, filled_formula, text_formula
from reports.workbook.layout import GUIDE_SHEET, section_sheet
from reports.workbook.styles import BLUE, PROTECTION

NAME_WIDTH, WORDS_WIDTH, COUNT_WIDTH = 16, 54, 26
STEPS = (
    ("第一步", "逐个打开下面的工作表，只填浅黄色的格子；其他格子已锁定，灰色格子自动合计。"),
    ("第二步", "没有发生的填 0，还不清楚的先留空。点选格子会显示填写说明和上年数。"),
    ("第三步", "看本页“自动核对”，有“不符”的先改好。"),
    ("第四步", "存盘（仍为 .xlsx），在年报页面点“离线填报表”上传；看过改动，确认后才写入。"),
    ("请不要", "改工作表名，插入、删除行列，合并单元格，排序，或把内容复制到另一个文件再上传。"),
)  # fmt: skip
KEY = (("key_open", "填写"), ("key_total", "自动合计，不用填"), ("key_wrong", "填的不是数字，要改"))
Looks = Mapping[str, Format]


class _Page:
    """Writes one line below the other."""

    def __init__(self, sheet: Worksheet, looks: Looks) -> None:
        self.sheet = sheet
        self.looks = looks
        self.row = 0

    def head(self, words: str, look: str = "guide_head") -> None:
        self.sheet.merge_range(self.row, 0, self.row, 2, "", self.looks[look])
        self.sheet.write_string(self.row, 0, safe_text(words), self.looks[look])
        self.sheet.set_row(self.row, 2 * LINE_HEIGHT * lines_of(words, 66))
        self.row += 1

    def line(self, name: str, words: str, look: str = "guide_word") -> None:
        self.sheet.merge_range(self.row, 1, self.row, 2, "", self.looks[look])
        self.sheet.write_string(self.row, 0, name, self.looks["guide_name"])
        self.sheet.write_string(self.row, 1, safe_text(words), self.looks[look])
        self.sheet.set_row(self.row, LINE_HEIGHT * lines_of(words, 80) + 6)
        self.row += 1


def add_guide(draft: Draft) -> None:
    sheet, stamp = draft.book.add_worksheet(GUIDE_SHEET), draft.stamp
    for column, width in enumerate((NAME_WIDTH, WORDS_WIDTH, COUNT_WIDTH)):
        sheet.set_column(column, column, width)
    page = _Page(sheet, draft.looks)
    page.head(f"{report_title(stamp.year)} 离线填报表", "guide_title")
    page.line("单位", stamp.agency, "guide_strong")
    page.line("年度", f"{stamp.year} 年（{stamp.year} 年 1 月 1 日至 12 月 31 日）", "guide_strong")
    page.line("版式", draft.edition.document)
    page.line("下载时间", f"{stamp.made_at_in_chinese}（此后网站上的改动不在本表中）")
    page.row += 1
    page.head("怎样填")
    for name, words in STEPS:
        page.line(name, words)
    _key(page)
    _progress(page, draft)
    _rules(page, draft)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(BLUE)
    sheet.protect("", PROTECTION)
    set_up_page(sheet)
    sheet.activate()


def _key(page: _Page) -> None:
    for look, words in KEY:
        page.sheet.write_blank(page.row, 0, None, page.looks[look])
        page.sheet.write_string(page.row, 1, words, page.looks["guide_key"])
        page.sheet.set_row(page.row, LINE_HEIGHT + 4)
        page.row += 1
    page.row += 1


def _progress(page: _Page, draft: Draft) -> None:
    page.head("六个部分（点名称打开）")
    for section in draft.edition.sections:
        link = f"internal:'{section_sheet(section)}'!A1"
        page.sheet.merge_range(page.row, 0, page.row, 1, "", page.looks["guide_link"])
        page.sheet.write_url(page.row, 0, link, page.looks["guide_link"], section.title)
        page.sheet.set_row(page.row, LINE_HEIGHT + 6)
        formula, words = _how_far(draft, section)
        page.sheet.write_formula(page.row, 2, formula, page.looks["guide_count"], words)
        page.row += 1
    page.row += 1


def _how_far(draft: Draft, section: Section) -> tuple[str, str]:
    """Return the progress as a formula, and its current result."""
    if section.is_narrative:
        written = bool(draft.stamp.texts.get(section.code))
        return text_formula(section), WRITTEN[written]
    open_cells = [cell.id for cell in section.cells if not cell.computed]
    filled = sum(draft.figures.get(cell) is not None for cell in open_cells)
    of_all = f" 格，共 {len(open_cells)} 格"
    count = filled_formula(draft.edition, section)
    return f'="已填 "&{count}&"{of_all}"', f"已填 {filled}{of_all}"


def _rules(page: _Page, draft: Draft) -> None:
    page.head("自动核对（填完的格子才核对，网站上传后还会全面检查）")
    for checked in checked_rules(draft.edition, draft.figures, draft.last):
        words = checked.rule.title[DEFAULT_LANGUAGE]
        page.sheet.merge_range(page.row, 0, page.row, 1, "", page.looks["guide_word"])
        page.sheet.write_string(page.row, 0, words, page.looks["guide_word"])
        page.sheet.write_formula(
            page.row, 2, checked.formula, page.looks["guide_rule"], checked.failing
        )
        page.sheet.set_row(page.row, LINE_HEIGHT + 6)
        page.sheet.conditional_format(
            page.row, 2, page.row, 2,
            {"type": "cell", "criteria": ">", "value": 0, "format": page.looks["wrong"]},
        )  # fmt: skip
        page.row += 1
