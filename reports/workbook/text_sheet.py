"""Writes the sheet of a narrative part: a cell per line of text, with spare cells below."""

from __future__ import annotations

from reports.form.edition import Section
from reports.rendering.xlsx import LINE_HEIGHT, TEXT_WIDTH, lines_of, safe_text, set_up_page
from reports.workbook.draft import Draft
from reports.workbook.held import boxes_of
from reports.workbook.layout import SPARE_LINES, TEXT_HEAD, TEXT_HEAD_ROW, section_sheet
from reports.workbook.styles import TAB, TEXT_PROTECTION

MARK_WIDTH = 3
TALLEST = 400  # the maximum height of a row


def add_text(draft: Draft, section: Section) -> None:
    sheet, looks = draft.book.add_worksheet(section_sheet(section)), draft.looks
    text = draft.stamp.texts.get(section.code, "")
    sheet.set_column(0, 0, MARK_WIDTH)
    sheet.set_column(1, 1, TEXT_WIDTH)
    for row, (words, look) in enumerate(((section.title, "text_title"), (_to_do(section), "note"))):
        sheet.merge_range(row, 0, row, 1, "", looks[look])
        sheet.write_string(row, 0, words, looks[look])
        sheet.set_row(row, 1.2 * LINE_HEIGHT * lines_of(words, TEXT_WIDTH))
    sheet.write_blank(TEXT_HEAD_ROW, 0, None, looks["text_head"])
    sheet.write_string(TEXT_HEAD_ROW, 1, TEXT_HEAD, looks["text_head"])
    row = TEXT_HEAD_ROW
    for row, (mark, line) in enumerate(boxes_of(text), TEXT_HEAD_ROW + 1):
        sheet.write_string(row, 0, mark, looks["text_mark"])
        sheet.write_blank(row, 1, None, looks["text"])  # an empty string would count as filled in
        if line:
            sheet.write_string(row, 1, safe_text(line), looks["text"])
        lines = lines_of(line, TEXT_WIDTH - 10)
        if lines > 1:  # other lines grow while one types
            sheet.set_row(row, min(TALLEST, LINE_HEIGHT * lines + 4))
    for spare in range(row + 1, row + 1 + SPARE_LINES):
        sheet.write_blank(spare, 0, None, looks["text_mark"])
        sheet.write_blank(spare, 1, None, looks["text"])
    sheet.freeze_panes(TEXT_HEAD_ROW + 1, 0)
    sheet.set_selection(TEXT_HEAD_ROW + 1, 1, TEXT_HEAD_ROW + 1, 1)
    sheet.set_tab_color(TAB)
    sheet.protect("", TEXT_PROTECTION)
    set_up_page(sheet)


def _to_do(section: Section) -> str:
    advised = f"建议不超过 {section.advised_length} 字。" if section.advised_length else ""
    return f"每段写一行，可以在行间插入新行；写在别处的不会读取。{advised}{section.note}"
