"""A report comes back with five comments, and goes on when each has its answer."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import Camera, require_accessible
from tests.e2e.scripts import BOTH_IN_LONG
from tests.e2e.server import Portal
from tests.e2e.steps import press_move, sign_in

CELL = "requests.new_received.natural_person"
COMMENTS = [
    (CELL, "今年一件也没有？"),
    ("requests.granted", "请与台账核对"),
    ("s5_problems", "请写明完成时间"),
    ("disputes.review.upheld", "请核对"),
    ("", "请办公室全面复核一遍"),
]


def press(page: Page, form: str) -> None:
    with page.expect_navigation():
        page.locator(f"{form} button").last.click()


def move(page: Page, report: int, name: str, *, at: str = "/reports/{}/", reason: str = "") -> None:
    page.goto(at.format(report))
    form = page.locator(f"form[action$='/move/{name}/']")
    if reason:
        form.locator("xpath=../summary").click()
        form.locator("[name=reason]").fill(reason)
    for tick in form.locator("[name=checked]").all():
        tick.check()
    press_move(page, form.locator("button"))
    expect(page.locator(".notices .success")).to_be_visible()


def write_comment(page: Page, place: str, text: str) -> None:
    if not page.locator("#new-comment[open]").count():
        page.locator("#new-comment summary").click()
    page.locator("#comment-place").select_option(place)
    page.locator("#comment-text").fill(text)
    press(page, "#new-comment")


def answer(page: Page, which: int, text: str) -> None:
    thread = page.locator(".thread-open").nth(which)
    thread.locator("textarea").fill(text)
    with page.expect_navigation():
        thread.locator("form button").click()


@BOTH_IN_LONG
def test_it_goes_on_when_the_fifth_is_answered_too(
    javascript: bool, visitor: Visitor, reviewed: County, camera: Camera
) -> None:
    people, report = reviewed.people, reviewed.report
    reviewer = sign_in(visitor(javascript=javascript), people["reviewer"], at=f"/desk/{report}/")
    for place, text in COMMENTS:
        write_comment(reviewer, place, text)
    expect(reviewer.locator(".thread-open")).to_have_count(5)
    if javascript:  # axe waits for ever where scripts are off
        require_accessible(reviewer)
        camera.take_sizes(reviewer, "comments-desk")
    expect(reviewer.locator(".move-refused")).to_contain_text("5 条意见没有办结")
    move(reviewer, report, "return", at="/desk/{}/", reason="请按意见逐条核对。")

    clerk = sign_in(visitor(javascript=javascript), people["reporter"], at=f"/reports/{report}/")
    expect(clerk.locator(".thread-open")).to_have_count(5)
    if javascript:
        require_accessible(clerk)
        camera.take_sizes(clerk, "comments-report")
    for _ in range(4):
        answer(clerk, 1, "已核对，情况属实。")
    clerk.goto(f"/reports/{report}/check/")
    expect(clerk.locator("#verdict")).to_contain_text("审核意见尚未答复")
    expect(clerk.locator("form[action$='/move/pass_on/']")).to_have_count(0)

    clerk.goto(f"/reports/{report}/")
    clerk.locator(".thread-open .thread-head a, .thread-open .thread-head b").first.wait_for()
    answer(clerk, 0, "已核对。")
    move(clerk, report, "pass_on", at="/reports/{}/check/")
    for role, name in (("office", "pass_on"), ("deputy", "pass_on"), ("head", "sign")):
        move(sign_in(visitor(javascript=javascript), people[role]), report, name)
    office = sign_in(visitor(javascript=javascript), people["office"])
    move(office, report, "submit", reason="意见已逐条答复，数据没有改动。")

    move(reviewer, report, "start_review", at="/desk/{}/")
    expect(reviewer.locator(".desk-changes")).to_contain_text("数据没有改动")
    for left in range(4, -1, -1):
        thread = reviewer.locator(".thread-answered").first
        with reviewer.expect_navigation():
            thread.locator("button[value=resolve]").click()
        expect(reviewer.locator(".thread-answered")).to_have_count(left)
    move(reviewer, report, "approve", at="/desk/{}/")


def test_a_place_is_taken_from_the_report_beside_the_form(
    visitor: Visitor, reviewed: County
) -> None:
    page = sign_in(visitor(), reviewed.people["reviewer"], at=f"/desk/{reviewed.report}/")
    place, quote = page.locator("#comment-place"), page.locator("#comment-quote")
    page.locator(f"[id='cell-{CELL}']").click()
    expect(place).to_have_value(CELL)
    page.locator("#section-s4_review_litigation h2").click()
    expect(place).to_have_value("s4_review_litigation")
    words = page.locator("#section-s5_problems .desk-text p").first
    words.click(click_count=3)
    expect(place).to_have_value("s5_problems")
    assert quote.input_value() in words.inner_text()
    assert quote.input_value()
    page.locator("#comment-text").fill("请写具体")
    press(page, "#new-comment")
    expect(page.locator(".thread blockquote")).to_have_text(words.inner_text()[:120])


def test_on_the_page_of_its_section_it_is_answered_beside_the_cell(
    visitor: Visitor, reviewed: County, camera: Camera
) -> None:
    people, report = reviewed.people, reviewed.report
    reviewer = sign_in(visitor(), people["reviewer"], at=f"/desk/{report}/")
    write_comment(reviewer, CELL, "今年一件也没有？")
    move(reviewer, report, "return", at="/desk/{}/", reason="请核对。")
    page = sign_in(visitor(), people["reporter"], at=f"/reports/{report}/sections/s3_requests/")
    page.locator(".thread-head a").click()
    expect(page.locator(f"[id='f-{CELL}']")).to_be_focused()
    require_accessible(page)
    camera.take_sizes(page, "comments-section")
    answer(page, 0, "已核对，没有收到。")
    expect(page.locator(".thread-answered")).to_have_count(1)
    assert page.url.endswith(
        "/sections/s3_requests/#" + page.locator(".thread").get_attribute("id")
    )


def test_two_reports_are_approved_together_and_keys_lead_to_the_next(
    visitor: Visitor, county: County, portal: Portal
) -> None:
    made = f"print_a_morning({county.agency!r}, 2)"
    first, second = portal.call("tests.e2e.counties", made)
    page = sign_in(visitor(), county.people["reviewer"], at=f"/desk/{first}/")
    page.keyboard.press("]")
    page.wait_for_url(f"**/desk/{second}/")
    page.keyboard.press("[")
    page.wait_for_url(f"**/desk/{first}/")
    page.goto("/desk/")
    page.get_by_role("link", name="批量通过").click()
    expect(page.locator("[name=report]:checked")).to_have_count(2)
    require_accessible(page)
    press(page, "main form")
    expect(page.locator(".notices .success")).to_have_text("已通过 2 份年报。")


def test_anybody_checks_the_code_of_a_receipt(visitor: Visitor, reviewed: County) -> None:
    at = f"/reports/{reviewed.report}/receipts/1/"
    page = sign_in(visitor(), reviewed.people["reporter"], at=at)
    code = page.locator(".check-code").inner_text()
    stranger = visitor(javascript=False)
    stranger.goto("/sign-in/")
    stranger.locator(".foot a[href='/verify/']").click()
    stranger.locator("#code").fill(code.lower())
    press(stranger, "main form[method=get]")
    expect(stranger.locator(".findings-clean")).to_be_visible()
    expect(stranger.locator(".receipt")).to_contain_text(reviewed.agency)


def test_returned_for_one_cell_another_is_refused(
    visitor: Visitor, reviewed: County, camera: Camera
) -> None:
    people, report = reviewed.people, reviewed.report
    reviewer = sign_in(visitor(), people["reviewer"], at=f"/desk/{report}/")
    write_comment(reviewer, CELL, "今年一件也没有？")
    reviewer.locator("form[action$='/move/return/']").locator("xpath=../summary").click()
    expect(reviewer.locator("#marked-only")).to_be_checked()
    camera.take_sizes(reviewer, "partial-desk")
    move(reviewer, report, "return", at="/desk/{}/", reason="请核对。")
    page = sign_in(visitor(), people["reporter"], at=f"/reports/{report}/sections/s3_requests/")
    other = page.locator(f"[id='f-{CELL.replace('natural_person', 'commercial_enterprise')}']")
    expect(other).to_have_js_property("readOnly", True)
    before = other.input_value()
    other.press("9")
    expect(other).to_have_value(before)
    page.locator(f"[id='f-{CELL}']").fill("1")
    with page.expect_response("**/autosave/") as answered:
        page.locator(f"[id='f-{CELL}']").press("Enter")
    assert answered.value.ok
    expect(page.locator(f"[id='f-{CELL.replace('natural_person', 'total')}']")).to_have_value("1")
    expect(other).to_have_js_property("readOnly", True)
    require_accessible(page)
    camera.take_sizes(page, "partial-section")
    page.goto(f"/reports/{report}/sections/s5_problems/")
    expect(page.locator(".notice.info").first).to_contain_text("没有退回这一部分")
    expect(page.locator("textarea#id_text")).to_have_count(0)
    require_accessible(page)
    camera.take_sizes(page, "partial-closed")
    page.goto(f"/reports/{report}/")
    require_accessible(page)
    camera.take_sizes(page, "partial-report")
