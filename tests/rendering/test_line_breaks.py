"""Labels of the form break between words, and are the statutory ones when copied."""

from __future__ import annotations

import re
from html import unescape

import pytest

from reports.form.loader import load_editions
from reports.rendering.document import section_grid
from reports.rendering.line_breaks import WORDS, label_html

BROKEN = [
    ("社会公益\n组织", "社会|公益||组织"),
    ("法律服务\n机构", "法律|服务||机构"),
    ("本年新\n制作数量", "本年新||制作|数量"),
    ("三、本年度办理结果", "三、本年度|办理|结果"),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
     "（二）部分|公开|（区分|处理的，只计|这一|情形，不计|其他|情形）"),
    ("3.危及“三安全一稳定”", "3.危及|“三安全|一稳定”"),
    ("本年增/减", "本年|增/减"),
    ("第二十条第（一）项", "第二十条|第（一）项"),
    ("新式词", "新|式|词"),  # an edition to come: as the browser would break it
    ("a<b & c", "a&lt;b &amp; c"),
    ("", ""),
]  # fmt: skip
LABELS = {
    slot.text
    for edition in load_editions().values()
    for section in edition.sections
    if not section.is_narrative
    for _y, _x, slot in section_grid(edition, section.code).placed()
    if slot.role != "value"
}


@pytest.mark.parametrize(("label", "broken"), BROKEN)
def test_a_label_breaks_between_words(label: str, broken: str) -> None:
    assert label_html(label).replace("<br>", "||").replace("<wbr>", "|") == broken


def test_every_word_of_every_edition_is_listed_and_every_listed_word_is_in_one() -> None:
    pieces = {p for each in LABELS for p in re.split("<wbr>|<br>|、", label_html(each))}
    alone = {piece for piece in pieces if re.fullmatch("[一-鿿]", piece)} - {*WORDS}
    assert len(LABELS) > 70 and alone <= {*"一二三四"}  # numbers before 、
    assert [word for word in WORDS if not any(word in each for each in LABELS)] == []


def test_a_label_that_is_copied_is_the_statutory_one() -> None:
    for label in LABELS:
        copied = unescape(label_html(label).replace("<wbr>", "").replace("<br>", "\n"))
        assert copied == label
