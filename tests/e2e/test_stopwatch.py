"""A whole report, from the home page until it is passed on: typed, pasted, read in from a Word file
and by the offline workbook, each with what it takes. `LONG=1 pytest -rP` prints all of them."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from reports.form.content import Figure
from reports.form.edition import Edition
from reports.form.equations import with_totals
from reports.form.loader import load_editions
from reports.form.numbers import format_figure, parse_figure
from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.server import Portal
from tests.e2e.steps import save, sign_in
from tests.e2e.story import read_story, require_whole
from tests.e2e.test_paste import paste
from tests.support import sample_2020
from tests.support.lengths import LONG
from tests.support.offline_books import damaged, put, type_in
from tests.support.report_files import Style, as_docx, paper

MOST_CLICKS_FROM_WORD = 12
IN_THE_DIALOG = 2  # the browser's button for a file, and the system's to open it
COUNT = """["keydown", "mousedown"].forEach(what => addEventListener(what, () =>
  sessionStorage.setItem(what, 1 + Number(sessionStorage.getItem(what))), true))"""
OVERVIEW = (
    "{year}年，本局主动公开线路调整、工程进度等信息。依申请公开渠道保持畅通，{requests}。"
    "政府信息管理由办公室负责。平台建设方面更新了专栏。监督保障方面开展了一次培训。"
)
TEXTS = {
    "s5_problems": "公开的内容还不够及时。下一步将按月更新清单，增加图表解读。",
    "s6_other": "本年度没有收取信息处理费，没有其他需要报告的事项。",
}
NEW = load_editions()["2021"]
ASKED = {"requests.new_received.natural_person": 3, "requests.granted.natural_person": 3}


@dataclass(frozen=True)
class Written:
    """What is to stand in the report in the end."""

    edition: Edition
    year: int
    figures: dict[str, Figure]
    requests: str

    @property
    def texts(self) -> dict[str, str]:
        return {"s1_overview": OVERVIEW.format(year=self.year, requests=self.requests), **TEXTS}

    def printed(self, cell: str) -> str:
        return format_figure(self.figures[cell])


def of_2020() -> dict[str, Figure]:
    typed, cells = sample_2020.TYPED, sample_2020.EDITION.cells.values()
    return {cell.id: parse_figure(typed.get(cell.id, "0"), cell.kind) or 0 for cell in cells}


def of_2026() -> dict[str, Figure]:
    noughts: dict[str, Figure | None] = dict.fromkeys(NEW.cells, 0)
    return {cell: value or 0 for cell, value in with_totals(NEW, {**noughts, **ASKED}).items()}


REPORTS = {
    "2019": Written(sample_2020.EDITION, 2020, of_2020(), "全年没有收到申请"),
    "2021": Written(NEW, 2026, of_2026(), "全年收到申请3件，均予以公开"),
}


class Stopwatch:
    def __init__(self, page: Page) -> None:
        self.page, self.screens, self.more_clicks = page, 0, 0
        page.add_init_script(COUNT)
        page.on("load", self._screen)
        self.began = time.monotonic()

    def _screen(self, _page: Page) -> None:
        self.screens += 1

    def choose_file(self, name: str, content: bytes) -> None:
        """The dialog is the system's: its clicks are added by hand."""
        self.more_clicks += IN_THE_DIALOG
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.page.locator("[type=file]").set_input_files(file)  # type: ignore[arg-type]

    def clicks(self) -> int:
        return self.more_clicks + int(self._count("mousedown"))

    def _count(self, what: str) -> int:
        return int(self.page.evaluate(f"Number(sessionStorage.getItem('{what}'))"))

    def print(self, way: str, report: Written) -> None:
        spent = time.monotonic() - self.began
        print(
            f"{report.edition.id} {way}: {self.screens} screens, {self.clicks()} clicks, "
            f"{self._count('keydown')} keys, {spent:.0f} s"
        )


def press(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.locator(f"main :is(a, button):text-is('{words}')").first.click()


def by_typing(page: Page, report: Written, _watch: Stopwatch) -> None:
    _start(page, report)
    for section in report.edition.sections:
        if section.is_narrative:
            page.locator("[name=text]").click()
            page.keyboard.type(report.texts[section.code])
        else:
            inputs = page.locator("table.statutory input[name]")
            names = inputs.evaluate_all("all => all.map(input => input.name)")
            inputs.first.click()
            for name in names:
                page.keyboard.type(report.printed(name))
                page.keyboard.press("Tab")
        _go_on(page, section.code)


def by_pasting(page: Page, report: Written, _watch: Stopwatch) -> None:
    _start(page, report)
    for section in report.edition.sections:
        if section.is_narrative:
            page.locator("[name=text]").click()
            page.keyboard.insert_text(report.texts[section.code])
        else:
            first = page.locator("table.statutory input[name]").first
            first.click()
            paste(page, str(first.get_attribute("name")), _block(report, section.code))
            page.keyboard.press("Enter")
        _go_on(page, section.code)


def _start(page: Page, report: Written) -> None:
    with page.expect_navigation():
        page.locator(f"main table tr:has-text('{report.year}') td a.btn").first.click()


def _go_on(page: Page, code: str) -> None:
    save(page, "check" if code == "s6_other" else "next")


def _block(report: Written, code: str) -> str:
    """The section's table as Word gives it as text."""
    parts = paper(report.edition, report.figures, Style(merged=False), report.year).parts
    at = parts.index(report.edition.by_code[code].title) + 1
    rows = parts[at]
    assert not isinstance(rows, str)
    return "\n".join("\t".join(text.replace("\n", "") for _slot, text in row) for row in rows)


def by_word(page: Page, report: Written, watch: Stopwatch) -> None:
    _to_the_report(page, report)
    press(page, "读入已有年报")
    made = paper(report.edition, report.figures, Style(), report.year, report.texts)
    agency = page.locator("main").inner_text().split("交通运输局")[0].split()[-1] + "交通运输局"
    watch.choose_file("年报.docx", as_docx(replace(made, parts=[agency, *made.parts[1:]]), Style()))
    with page.expect_navigation():
        page.locator("main form button.btn-primary").click()
    press(page, "写入草稿")
    _to_the_check(page)


def by_workbook(page: Page, report: Written, watch: Stopwatch) -> None:
    _to_the_report(page, report)
    press(page, "离线填报表")
    with page.expect_download() as download:
        page.locator("main a[href$='/workbook/']").click()
    cells = [put(cell, value) for cell, value in report.figures.items()]
    titles = report.edition.by_code
    texts = [type_in(titles[code].title, "B5", text) for code, text in report.texts.items()]
    book = damaged(Path(download.value.path()).read_bytes(), *cells, *texts)
    watch.choose_file("离线填报表.xlsx", book)
    with page.expect_navigation():
        page.locator("main form button.btn-primary").click()
    with page.expect_navigation():
        page.locator("#proposal-form button.btn-primary").click()
    _to_the_check(page)


def _to_the_report(page: Page, report: Written) -> None:
    with page.expect_navigation():
        page.locator(f"main table tr:has-text('{report.year}') th a").first.click()


def _to_the_check(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main a[href$='/check/']").first.click()


def pass_on(page: Page) -> None:
    """With a reason for each warning."""
    reasons = page.locator("textarea[name^='explain.']")
    for at in range(reasons.count()):
        reasons.nth(at).click()
        page.keyboard.insert_text("已与业务科室核对，数据属实。")
    if reasons.count():
        with page.expect_navigation():
            page.locator("main form:has(textarea[name^='explain.']) button").click()
    with page.expect_navigation():
        page.locator("form[action$='/move/pass_on/'] button").click()
    expect(page.locator(".notices .success")).to_be_visible()


WAYS = {"typed": by_typing, "pasted": by_pasting, "from Word": by_word, "by workbook": by_workbook}


@pytest.mark.parametrize("edition", REPORTS)
@pytest.mark.parametrize("way", WAYS if LONG else ["from Word"])
def test_a_whole_report_is_passed_on(
    way: str, edition: str, visitor: Visitor, county: County, portal: Portal
) -> None:
    report, number = REPORTS[edition], county.report
    if edition == "2021":
        number = portal.call("tests.e2e.counties", f"print_open_year({number})")["report"]
    page = visitor()
    watch = Stopwatch(page)
    sign_in(page, county.people["reporter"])
    WAYS[way](page, report, watch)
    pass_on(page)
    watch.print(way, report)
    if way == "from Word":
        assert watch.clicks() <= MOST_CLICKS_FROM_WORD

    story = read_story(portal, number)
    require_whole(story)
    assert {code: story.now[code] for code in report.texts} == report.texts
    typed = [cell.id for cell in report.edition.cells.values() if not cell.computed]
    assert {cell: float(story.now[cell]) for cell in typed} == {
        cell: float(report.figures[cell]) for cell in typed
    }
