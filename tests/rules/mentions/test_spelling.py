"""Step 1: one spelling, and the way back to the text as written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.mentions.spelling import spelled

LONG = "我局严格按照条例要求办理公开申请并且及时作出答复全年共收到"  # a line that goes on
SPELLINGS = [
    ("收到 申请 １２ 件,办结12件;", "收到申请12件，办结12件；"),
    ("“予以公开”3件", "予以公开3件"),
    ("(其中:网上3件)", "（其中：网上3件）"),
    ("公民、法人和其他组织的申请", "众众众众众众众众众众的申请"),
    ("按《公开条例》办结", "按＊＊＊＊＊＊办结"),
    ("国办公开办函〔2021〕30号", "国办公开办函＊＊＊＊＊＊＊＊＊"),
    ("共1,234件", "共1，234件"),
    (f"{LONG}\n申请3件", f"{LONG}申请3件"),
    (f"{LONG}\n（二）申请3件", f"{LONG}\n（二）申请3件"),
    (f"{LONG}。\n申请3件", f"{LONG}。\n申请3件"),
    ("依申请公开情况\n申请3件", "依申请公开情况\n申请3件"),
]


@pytest.mark.parametrize(("written", "even"), SPELLINGS)
def test_a_text_has_one_spelling(written: str, even: str) -> None:
    assert spelled(written).text == even


@given(st.text(alphabet="收到申请 １2，,\n（(“《》\u3000件", max_size=80))
def test_every_character_leads_back_to_where_it_was_written(written: str) -> None:
    spelling = spelled(written)
    assert len(spelling.places) == len(spelling.text)
    assert list(spelling.places) == sorted(set(spelling.places))
    for place, char in enumerate(spelling.text):
        start, end = spelling.span(place, place + 1)
        assert written[start:end] == char or char in "，；：（）！？＊" or char.isdigit()
