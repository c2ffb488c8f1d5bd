"""What the HTML of a pasted table says that its text does not; and that none of it stalls a page."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page

from tests.e2e.placing import FIRST, OLD, S3, SECOND, Block, named, place_all, place_in_three
from tests.support.pasted_blocks import excel_html, part_of


@pytest.fixture
def page(placing_page: Page) -> Page:
    return placing_page


# What a cell's HTML says that its text does not ------------------------------------------------

MARKS = [
    ("5<sup>2</sup>", "raised"), ("5<sup>①</sup>", "raised"), ("<s>5</s>", "struck"),
    ("<del>5</del>6", "struck"), ("<strike>5</strike>", "struck"),
    ('5<span style="vertical-align:super">1</span>', "raised"),
    ('5<font style="mso-text-raise:4.0pt">1</font>', "raised"),
    ('<span style="text-decoration:line-through">5</span>', "struck"),
    ('<span style="display:none">1</span>5', "hidden"), ('1<span style="mso-hide:all">5</span>', "hidden"),
    ('<font class="font7">5</font>', "struck"), ('<span class="up">5</span>', "raised"),
    ("<p>5</p>", "5"), ("<font>12</font>", "12"), ("&nbsp;7&nbsp;", "7"), ("1<br>", "1"),
    ('<span style="mso-spacerun:yes">&nbsp;</span>1,234<span style="mso-spacerun:yes">&nbsp;</span>', "1234"),
    ('<span style="mso-text-raise:0pt">5</span>', "5"), ("<b><u>6</u></b>", "6"),
]  # fmt: skip
CLASSES = "<style><!-- .font7 {color:red; text-decoration:line-through;} .up {vertical-align:super} --></style>"


def test_marks_of_the_html_are_seen(page: Page) -> None:
    rows = "".join(f"<tr><td>{html}</td><td>3</td></tr>" for html, _ in MARKS)
    (found,) = place_in_three(
        page, "5", html=f"<html><head>{CLASSES}</head><body><table>{rows}</table></body></html>"
    )
    read = found.figures | found.faults
    down = [cell.id for cell in OLD.by_code[S3].cells if cell.id.endswith("natural_person")]
    assert [read[cell] for cell in down[: len(MARKS)]] == [expected for _, expected in MARKS]


def test_hidden_rows_leave_no_place_certain_but_for_labels(page: Page) -> None:
    def table(hidden: str) -> str:
        rows = [f"<tr{style}>{cells}</tr>" for style, cells in (
            ("", "<td colspan=3></td><td>自然人</td><td></td>"),
            ("", f"<td colspan=3>{FIRST}</td><td>5</td><td></td>"),
            (hidden, f"<td colspan=3>{SECOND}</td><td>6</td><td></td>"),
            ("", "<td>三、本年度办理结果</td><td colspan=2>（一）予以公开</td><td>7</td><td></td>"),
        )]  # fmt: skip
        return f"<table>{''.join(rows)}</table>"

    hidden = " style='display:none'"
    bare = f"<table><tr><td>1</td><td>2</td></tr><tr{hidden}><td>3</td></tr><tr><td>4</td></tr></table>"
    assert place_in_three(page, "1", html=bare)[0].refused == "hidden"
    (found,) = place_in_three(page, "1", html=table(hidden))
    assert found.figures == {named("A1"): "5", named("A3"): "7"}
    assert found.faults == {named("A2"): "hidden"}


def test_blank_rows_that_excel_writes_as_one_keep_their_places(page: Page) -> None:
    figures = {cell.id: "" for cell in OLD.cells.values()} | {named("A1"): "5", named("C5"): "6"}
    part = part_of(OLD, S3, (3, 3, 8, 6), figures)
    assert "mso-xlrowspan:3" in excel_html(part)
    (found,) = place_all(page, OLD, S3, [Block("5", excel_html(part), named("A1"))])
    assert found.figures == {named("A1"): "5", named("C5"): "6"}


N = 30_000
WORST = {
    "unclosed styles": "<table><tr><td>1</td></tr></table>" + "<style" * N,
    "unclosed comments": "<style>" + "/*" * N + "</style><table><tr><td>1</td></tr></table>",
    "spans": "<table>" + "<tr>" + "<td colspan=999 rowspan=999>1</td>" * 9_000 + "</tr></table>",
    "rows": "<table>" + "<tr><td>1</td></tr>" * N + "</table>",
    "tables": "<table><tr><td>1</td></tr></table>" * 10_000,
    "deep": "<table><tr><td>" + "<b>" * N + "1</td></tr></table>",
    "blanks": "<table><tr><td>" + "<i> </i>" * N + "</td></tr></table>",
    "a long style": f"<table><tr><td style='{'text-decoration' * N}'>1</td></tr></table>",
    "many classes": "<style>" + ".a{vertical-align:super}" * N + "</style><table>"
    + "<tr><td class=a>1</td></tr>" * 2_000 + "</table>",
    "labels": "<table>" + ("<tr>" + "<td>总计</td>" * 60 + "</tr>") * 300 + "</table>",
}  # fmt: skip
WORST_TEXT = {
    "quotes": '"' * 190_000,
    "quoted cells": '"\t' * 90_000,
    "labels": ("总计\t" * 59 + "总计\n") * 290,
    "spaces": "1" + " " * 190_000 + "\t1",
    "digits": "1," * 95_000 + "\t1",
}


def test_no_pasted_text_or_page_stalls_the_browser(page: Page) -> None:
    blocks = {name: Block("1\t2", html, named("A1")) for name, html in WORST.items()}
    blocks |= {f"text: {name}": Block(text, "", named("A1")) for name, text in WORST_TEXT.items()}
    for name, block in blocks.items():
        began = time.monotonic()
        place_all(page, OLD, S3, [block])
        spent = time.monotonic() - began
        print(f"{name}: {spent:.2f} s")
        assert spent < 15, name
