"""A text and what is found in it: lines under its numbers, corrections, live figures, the draft."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.keyboard import tab_to
from tests.e2e.looks import (
    DESK,
    PHONE,
    ZOOMED,
    Camera,
    require_accessible,
    require_no_sideways_scroll,
)
from tests.e2e.steps import cell, open_section, save, sign_in
from tests.support.lengths import LONG

OVERVIEW = "s1_overview"
NEW = "requests.new_received"
PERSON = f"{NEW}.natural_person"
WRONG = "本年度共收到政府信息公开申请13件，都已答复。"
RIGHT = WRONG.replace("13", "12")
LIVE = WRONG.replace("13", "{本年新收·总计}")
ANY_SAVE = "**/autosave/"
LONG_TEXT = "\n".join(
    f"（{n}）第{n}段：“政府信息公开”工作（含依申请公开）。收到政府信息公开申请{n * 7}件；AVATAR Type 1.5，fi……———{{本年新收·总计}}件。"
    + "文字很长，一行写不下，要换行。" * 4
    for n in range(1, 9)
)


def address(county: County, code: str = OVERVIEW) -> str:
    return f"/reports/{county.report}/sections/{code}/"


@pytest.fixture(params=[True, False], ids=["javascript", "plain"])
def anyhow(request: pytest.FixtureRequest, visitor: Visitor, county: County) -> Page:
    return ready(visitor(javascript=request.param), county)


@pytest.fixture
def page(visitor: Visitor, county: County) -> Page:
    return ready(visitor(), county)


def ready(page: Page, county: County) -> Page:
    """Twelve requests stand in the table, and the text is open."""
    open_section(page, county.report, county.people["reporter"], "s3_requests")
    for field in page.locator(f"[name^='{NEW}.']").all():  # a total wants all its parts
        field.fill("12" if field.get_attribute("name") == PERSON else "0")
    save(page)
    page.goto(address(county))
    return page


def text(page: Page) -> Locator:
    return page.locator("#id_text")


def saved(page: Page) -> None:
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "saved")


def type_in(page: Page, words: str) -> None:
    text(page).fill(words)
    saved(page)


def marked(page: Page, kind: str) -> Locator:
    """The stretches of the layer under the text."""
    return page.locator(f".text-layer .mark-{kind}")


def stored(page: Page) -> str:
    """As the server has it: the field of the page as it would come now."""
    answer = page.request.get(page.url.partition("?")[0]).text()
    return answer.split('id="id_text"')[1].split(">", 1)[1].split("</textarea>")[0].strip("\n")


def test_a_wrong_number_is_underlined_listed_and_corrected(page: Page, camera: Camera) -> None:
    type_in(page, WRONG)
    expect(marked(page, "differs")).to_have_text("13件")
    item = page.locator(".text-number.differs")
    expect(item).to_contain_text("本年新收·总计")
    expect(item).to_contain_text("表中 12 件")
    require_accessible(page)
    camera.take_sizes(page, "text-differs")
    item.get_by_role("button", name="改为 12件").click()
    expect(text(page)).to_have_value(RIGHT)
    saved(page)
    expect(marked(page, "agrees")).to_have_text("12件")
    assert stored(page) == RIGHT
    text(page).press("Control+z")
    expect(text(page)).to_have_value(WRONG)


def test_a_correction_is_taken_back_by_a_button(page: Page) -> None:
    type_in(page, WRONG)
    page.locator(".text-number.differs button").first.click()
    expect(text(page)).to_have_value(RIGHT)
    text(page).press("Control+Home")
    page.keyboard.insert_text("前言。")
    said = page.locator(".text-numbers-said")
    expect(said).to_contain_text("13件 → 12件")
    said.get_by_role("button").click()
    expect(text(page)).to_have_value("前言。" + WRONG)
    saved(page)
    assert stored(page) == "前言。" + WRONG


def test_a_number_leads_to_its_cell_and_its_words_to_the_place_in_the_text(page: Page) -> None:
    type_in(page, "\n".join(["一段文字。"] * 40) + "\n" + WRONG)
    text(page).press("Control+Home")
    page.locator(".text-number-words a").first.click()
    selected = "f => f.value.slice(f.selectionStart, f.selectionEnd)"
    assert text(page).evaluate(selected) == "13件"
    line = marked(page, "differs").bounding_box()
    field = text(page).bounding_box()
    assert line and field and field["y"] <= line["y"] <= field["y"] + field["height"]
    with page.expect_navigation():
        page.locator("#text-numbers").get_by_role("link", name="去看单元格").click()
    assert page.url.endswith("s3_requests/#f-requests.new_received.total")


def test_the_number_one_stands_in_is_shown_under_the_text(page: Page, camera: Camera) -> None:
    type_in(page, WRONG)
    expect(page.locator(".text-near .text-number")).to_have_count(0)
    text(page).evaluate("f => { const p = f.value.indexOf('3件'); f.setSelectionRange(p, p); }")
    text(page).press("Shift")
    near = page.locator(".text-near")
    expect(near).to_contain_text("表中 12 件")
    require_accessible(page)
    for size in (DESK, PHONE, ZOOMED):
        page.set_viewport_size(size)
        require_no_sideways_scroll(page)
        camera.take(page, f"text-near-{size['width']}")
    page.set_viewport_size(DESK)
    near.get_by_role("button", name="改为随表变动").click()
    expect(text(page)).to_have_value(LIVE)
    saved(page)
    assert stored(page) == LIVE


def test_marks_move_with_the_words_and_fade_where_these_change(page: Page) -> None:
    type_in(page, "𠮷𠮷。" + WRONG + "\n没有发生行政复议。")
    expect(marked(page, "differs")).to_have_text("13件")
    page.route(ANY_SAVE, lambda route: route.abort())
    text(page).press("Control+Home")
    page.keyboard.insert_text("再写一句𠮷。")
    expect(marked(page, "differs")).to_have_text("13件")
    text(page).evaluate("f => { const p = f.value.indexOf('13'); f.setSelectionRange(p, p); }")
    page.keyboard.insert_text("2")  # 213 is another number
    expect(marked(page, "differs")).to_have_count(0)
    page.locator(".text-number.differs button").first.click()
    expect(text(page)).to_have_value(
        "再写一句𠮷。𠮷𠮷。" + WRONG.replace("13", "213") + "\n没有发生行政复议。"
    )
    page.unroute(ANY_SAVE)
    saved(page)
    expect(marked(page, "differs")).to_have_text("213件")


def test_characters_of_plane_2_and_odd_spaces_shift_nothing(page: Page) -> None:
    type_in(page, "\n\n 𠮷野家𠀀  \n\u3000\u3000（一）𠮷" + WRONG + "   \n\n")
    expect(marked(page, "differs")).to_have_text("13件")
    page.locator(".text-number.differs button").first.click()
    expect(text(page)).to_have_value("\n\n 𠮷野家𠀀  \n\u3000\u3000（一）𠮷" + RIGHT + "   \n\n")
    saved(page)
    assert stored(page) == " 𠮷野家𠀀\n\u3000\u3000（一）𠮷" + RIGHT


def test_a_live_figure_is_put_in_by_keyboard_and_follows_its_cell(
    page: Page, county: County, camera: Camera
) -> None:
    text(page).fill("新收到政府信息公开申请件。")
    text(page).evaluate("f => f.setSelectionRange(11, 11)")
    tab_to(page, page.get_by_role("button", name="插入表中数字"))
    page.keyboard.press("Enter")
    expect(page.locator(".figure-dialog")).to_be_visible()
    require_accessible(page)
    camera.take_sizes(page, "text-figures")
    page.keyboard.insert_text("新收 总计")
    expect(page.locator(".figure-choice").first).to_contain_text("12")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(text(page)).to_have_value("新收到政府信息公开申请{本年新收·总计}件。")
    saved(page)
    expect(marked(page, "live")).to_have_attribute("data-value", "12")
    expect(page.locator("#reads-words")).to_have_text("新收到政府信息公开申请12件。")
    expect(page.locator(".text-count strong")).to_have_text("15")
    require_accessible(page)
    camera.take_sizes(page, "text-live")
    page.goto(address(county, "s3_requests"))
    cell(page, PERSON).fill("15")
    save(page)
    page.goto(address(county))
    expect(page.locator("#reads-words")).to_have_text("新收到政府信息公开申请15件。")
    page.goto(f"/reports/{county.report}/print/")
    expect(page.locator("main")).to_contain_text("新收到政府信息公开申请15件。")


def test_escape_leaves_the_list_of_figures_and_nothing_is_put_in(page: Page) -> None:
    text(page).fill("甲")
    page.get_by_role("button", name="插入表中数字").click()
    page.keyboard.insert_text("xyz")
    expect(page.locator(".figure-list")).to_have_text("没有找到。")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".figure-dialog")).to_be_hidden()
    expect(text(page)).to_be_focused()
    expect(text(page)).to_have_value("甲")


def test_an_input_method_loses_nothing_over_the_marks(page: Page) -> None:
    type_in(page, WRONG)
    text(page).press("Control+Home")
    browser = page.context.new_cdp_session(page)
    for letters in ("z", "zh", "zheng"):
        browser.send("Input.imeSetComposition",
                     {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)})  # fmt: skip
    page.wait_for_timeout(2500)  # longer than a pause that saves
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "waiting")
    assert stored(page) == WRONG  # half a word is not sent
    browser.send("Input.insertText", {"text": "政务"})
    expect(text(page)).to_have_value("政务" + WRONG)
    expect(marked(page, "differs")).to_have_text("13件")
    saved(page)
    assert stored(page) == "政务" + WRONG


def test_what_is_typed_before_the_scripts_have_come_is_not_torn(
    visitor: Visitor, county: County
) -> None:
    page = sign_in(visitor(), county.people["reporter"])
    held: list[Route] = []
    page.route("**/text_section*.js", lambda route: held.append(route))
    page.goto(address(county), wait_until="commit")
    text(page).click()
    page.keyboard.type("前半句，")
    assert len(held) == 1
    held[0].continue_()
    page.wait_for_load_state("load")
    expect(page.locator(".text-layer")).to_be_attached()
    page.keyboard.type("后半句。")
    expect(text(page)).to_have_value("前半句，后半句。")
    saved(page)
    assert stored(page) == "前半句，后半句。"


def test_the_draft_is_shown_then_put_under_the_text_and_taken_back(
    anyhow: Page, camera: Camera
) -> None:
    page = anyhow
    text(page).fill("甲局的情况。")
    with page.expect_navigation():
        page.get_by_role("button", name="按表格起草").click()
    expect(page.locator(".reads-words")).to_contain_text(
        "本年新收政府信息公开申请12件，其中自然人申请12件。"
    )
    require_no_sideways_scroll(page)
    with page.expect_navigation():
        page.get_by_role("button", name="接在正文后面").click()
    assert (
        text(page)
        .input_value()
        .startswith("甲局的情况。\n\n根据《中华人民共和国政府信息公开条例》")
    )
    assert "{本年新收·总计}件" in text(page).input_value()
    with page.expect_navigation():
        page.get_by_role("button", name="撤回上一步").click()
    expect(text(page)).to_have_value("甲局的情况。")


def test_without_scripts_a_number_is_corrected_and_a_figure_put_in(
    visitor: Visitor, county: County, camera: Camera
) -> None:
    page = ready(visitor(javascript=False), county)
    text(page).fill(WRONG)
    save(page)
    expect(page.locator(".reads-words .mark-differs")).to_have_text("13件")
    for size in (DESK, PHONE, ZOOMED):
        page.set_viewport_size(size)
        camera.take(page, f"text-plain-{size['width']}", full_page=True)
    page.set_viewport_size(DESK)
    with page.expect_navigation():
        page.get_by_role("button", name="改为 12件").click()
    expect(text(page)).to_have_value(RIGHT)
    with page.expect_navigation():
        page.get_by_role("button", name="撤回上一步").click()
    expect(text(page)).to_have_value(WRONG)
    with page.expect_navigation():
        page.get_by_role("button", name="改为随表变动").click()
    expect(text(page)).to_have_value(LIVE)
    page.locator("#live-figures summary").click()
    page.locator("#figure").select_option("上年结转·总计")
    with page.expect_navigation():
        page.get_by_role("button", name="插入到文末").click()
    expect(text(page)).to_have_value(LIVE + "{上年结转·总计}")
    expect(page.locator(".reads-words")).to_contain_text("【待填：上年结转·总计】")


def test_headings_and_their_numbers_are_kept_when_pasted(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    pasted = "一、总体情况\r\n（一）主动公开。\r\n1.\t公开目录\r\n  2．公开指南\r\n（2）其他"
    text(page).focus()
    page.evaluate("words => navigator.clipboard.writeText(words)", pasted)
    page.keyboard.press("Control+v")
    kept = pasted.replace("\r\n", "\n")
    expect(text(page)).to_have_value(kept)
    saved(page)
    assert stored(page) == kept
    expect(page.locator("#reads-words .reads-words")).to_have_text(kept, use_inner_text=True)


# The layer lies exactly under the words ----------------------------------------------------------

LETTERS_OF_THE_LAYER = """
  #id_text { color: transparent !important; caret-color: transparent !important; }
  .text-layer, .text-layer * { color: #000 !important; background: none !important;
    box-shadow: none !important; text-decoration: none !important; }
  .text-layer *::before { display: none !important; }"""
LETTERS_OF_THE_FIELD = """
  #id_text { color: #000 !important; caret-color: transparent !important; }
  .text-layer { visibility: hidden; }"""
WEAR = "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }"
COMPARE = """async urls => {
  const [a, b] = await Promise.all(urls.map(async url => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    Object.assign(canvas, {width: image.width, height: image.height});
    const paper = canvas.getContext("2d");
    paper.drawImage(image, 0, 0);
    return paper.getImageData(0, 0, image.width, image.height).data;
  }));
  let black = 0, other = 0;
  for (let i = 0; i < a.length; i += 4) {
    if (b[i] < 128) black++;
    if (Math.abs(a[i] - b[i]) > 100) other++;
  }
  return [black, other];
}"""


def pictures(page: Page) -> Iterator[str]:
    for css in (LETTERS_OF_THE_LAYER, LETTERS_OF_THE_FIELD):
        page.evaluate(WEAR, css)
        shot = base64.b64encode(text(page).screenshot(animations="disabled")).decode()
        yield f"data:image/png;base64,{shot}"


@pytest.mark.parametrize("size", [PHONE, *([DESK, ZOOMED] if LONG else [])])
def test_the_layer_lies_exactly_under_the_words(
    visitor: Visitor, county: County, camera: Camera, size: dict[str, int]
) -> None:
    """The letters of the one are compared with those of the other, dot by dot: edges that are
    smoothed differently are within bounds, a letter a dot aside is not."""
    page = ready(visitor(viewport=size), county)
    type_in(page, LONG_TEXT)
    expect(marked(page, "differs").first).to_be_visible()
    camera.take(page, f"text-long-{size['width']}", full_page=True)
    most = text(page).evaluate("f => f.scrollHeight - f.clientHeight")
    assert most > 100, "it has to scroll"
    desk = visitor()  # a page that holds no policy of ours
    for top in (0, most // 2, most):
        text(page).evaluate("(f, top) => { f.scrollTop = top; }", top)
        page.wait_for_timeout(100)
        black, other = desk.evaluate(COMPARE, list(pictures(page)))
        page.evaluate(WEAR, "")
        assert black > 2_000
        assert other <= black / 100, (top, black, other)


def test_the_test_above_sees_a_layer_that_is_one_dot_aside(page: Page, visitor: Visitor) -> None:
    type_in(page, WRONG)
    page.locator(".text-layer").evaluate("layer => { layer.style.marginLeft = '1px'; }")
    black, other = visitor().evaluate(COMPARE, list(pictures(page)))
    assert other > black / 20


def test_a_stranger_to_the_agency_is_shown_no_text(visitor: Visitor, county: County) -> None:
    page = sign_in(visitor(), county.people["reviewer"])
    assert page.request.get(address(county)).status == 404
