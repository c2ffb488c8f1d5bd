"""The JSON of a report, read back."""

import json
from decimal import Decimal

from reports.form.content import Content
from reports.form.loader import load_editions
from reports.rendering import RENDERERS
from reports.rendering.document import build_document

AMOUNT = "art20_8.fees.amount"
MADE = "art20_1.rules.made"


def rendered(**given) -> bytes:
    content = Content(year=2026, agency='=HYPERLINK("x")', **given)
    return RENDERERS["json"].render(build_document(load_editions()["2021"], content))


def test_a_report_says_who_when_and_on_which_form():
    found = json.loads(rendered(texts={"s1_overview": "总体。"}))
    assert list(found) == ["agency", "year", "edition", "figures", "texts"]
    assert (found["agency"], found["year"], found["edition"]) == ('=HYPERLINK("x")', 2026, "2021")
    assert found["texts"] == {"s1_overview": "总体。", "s5_problems": "", "s6_other": ""}


def test_every_cell_is_there_and_a_blank_is_null():
    found = json.loads(rendered(figures={MADE: 0}))["figures"]
    assert list(found) == list(load_editions()["2021"].cells)
    assert (found[MADE], found[AMOUNT]) == (0, None)


def test_amounts_are_plain_numbers():
    text = rendered(figures={AMOUNT: Decimal("59237.2449")}).decode()
    assert f'"{AMOUNT}": 59237.2449,' in text
    whole = rendered(figures={AMOUNT: Decimal("1E+3")}).decode()
    assert f'"{AMOUNT}": 1000,' in whole


def test_chinese_is_readable_and_the_bytes_repeat():
    assert "总体。".encode() in rendered(texts={"s1_overview": "总体。"})
    assert rendered() == rendered()
