"""The office hands out two sections; their holder does one and hands the other back."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import NAMES, County
from tests.e2e.looks import Camera, require_accessible
from tests.e2e.scripts import BOTH_IN_LONG
from tests.e2e.steps import cell, open_section, press_move, save, sign_in

PERSON = "requests.new_received.natural_person"


def in_days(days: int) -> str:
    return (dt.date.today() + dt.timedelta(days=days)).isoformat()


def hand_out(page: Page, county: County, held: dict[str, int]) -> None:
    """To the reporter, each section for some days, with one press."""
    page.goto(f"/reports/{county.report}/handing-out/")
    for code, days in held.items():
        page.locator(f"[name='{code}.holder']").select_option(label=NAMES["reporter"])
        page.locator(f"[name='{code}.due']").fill(in_days(days))
    with page.expect_navigation():
        page.locator(".handing-out button").click()


def to_do(page: Page) -> Locator:
    page.goto("/")
    return page.locator("table[aria-labelledby=todo] tbody tr")


def look(page: Page, camera: Camera, name: str, *, axe: bool = True) -> None:
    if axe:  # which waits for ever where scripts are off
        require_accessible(page)
    camera.take_sizes(page, name)


@BOTH_IN_LONG
def test_two_sections_go_out_and_come_back_and_the_office_passes_on(
    javascript: bool, visitor: Visitor, county: County, camera: Camera
) -> None:
    office = sign_in(visitor(javascript=javascript), county.people["office"])
    holder = sign_in(visitor(javascript=javascript), county.people["reporter"])
    name = f"handing-out-{'script' if javascript else 'plain'}"

    hand_out(office, county, {"s3_requests": 9, "s5_problems": 4})
    expect(office.locator(".held .holder")).to_have_text([NAMES["reporter"]] * 2)
    look(office, camera, f"{name}-report", axe=javascript)
    office.goto(f"/reports/{county.report}/check/")
    expect(office.locator("#verdict")).to_contain_text(NAMES["reporter"])

    rows = to_do(holder)
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("五、")  # due first
    expect(rows.nth(1)).to_contain_text("三、")
    look(holder, camera, f"{name}-home", axe=javascript)

    rows.nth(1).locator("a.btn").click()
    expect(holder.locator(".section-nav .mark")).to_have_count(2)
    cell(holder, PERSON).fill("0")
    save(holder, "done")
    expect(holder.locator("#handed-out")).to_have_attribute("data-done", "yes")
    expect(cell(holder, PERSON)).to_have_value("0")
    look(holder, camera, f"{name}-done", axe=javascript)

    expect(to_do(holder)).to_have_count(1)
    to_do(holder).locator("a.btn").click()
    holder.locator("#id_text").fill("这一段先写到这里。")
    holder.locator("summary", has_text="退回办公室").click()
    holder.locator("#hand-back-note").fill("第五部分由法规科写。")
    look(holder, camera, f"{name}-hand-back", axe=javascript)
    with holder.expect_navigation():
        holder.locator("button[name=then][value=hand_back]").click()
    expect(to_do(holder)).to_have_count(0)

    expect(to_do(office)).to_contain_text("退回分派 1")
    to_do(office).locator("a.btn").click()
    expect(office.locator(".handed-back")).to_contain_text("第五部分由法规科写。")
    office.goto(f"/reports/{county.report}/sections/s5_problems/")
    expect(office.locator("#id_text")).to_have_value("这一段先写到这里。")  # saved before it went
    office.goto(f"/reports/{county.report}/check/")
    press_move(office, office.locator("form[action$='/move/pass_on/'] button"))
    expect(office.locator(".page-head .state-office_review")).to_be_visible()


def test_what_a_colleague_types_into_a_section_handed_out_meanwhile_stays_in_the_page(
    visitor: Visitor, county: County
) -> None:
    colleague = open_section(visitor(), county.report, county.people["colleague"])
    office = sign_in(visitor(), county.people["office"])
    hand_out(office, county, {"s3_requests": 5})
    cell(colleague, PERSON).fill("31")
    cell(colleague, PERSON).press("Tab")
    expect(colleague.locator(".autosave-notice")).to_contain_text(
        f"没有保存：本部分已分派给{NAMES['reporter']}"
    )
    expect(cell(colleague, PERSON)).to_have_value("31")
    require_accessible(colleague)
    save(colleague)
    expect(colleague.locator(".error-summary .typed")).to_have_text(["31"])
    expect(colleague.locator("table.statutory input")).to_have_count(0)
    require_accessible(colleague)


def test_without_script_it_is_shown_back(visitor: Visitor, county: County) -> None:
    colleague = open_section(visitor(javascript=False), county.report, county.people["colleague"])
    office = sign_in(visitor(javascript=False), county.people["office"])
    hand_out(office, county, {"s3_requests": 5})
    cell(colleague, PERSON).fill("31")
    save(colleague)
    expect(colleague.locator(".error-summary h2")).to_contain_text(NAMES["reporter"])
    expect(colleague.locator(".error-summary .typed")).to_have_text(["31"])
    colleague.goto(colleague.url)
    expect(colleague.locator(".notice.info")).to_contain_text(NAMES["reporter"])


def test_a_change_takes_the_done_mark_off_while_one_looks(visitor: Visitor, county: County) -> None:
    office = sign_in(visitor(), county.people["office"])
    hand_out(office, county, {"s3_requests": 5})
    holder = open_section(visitor(), county.report, county.people["reporter"])
    save(holder, "done")
    mark = holder.locator("#handed-out .held-done")
    expect(mark).to_be_visible()
    cell(holder, PERSON).fill("4")
    cell(holder, PERSON).press("Tab")
    expect(holder.locator("#handed-out")).to_have_attribute("data-done", "no")
    expect(mark).to_be_hidden()
    office.goto(f"/reports/{county.report}/handing-out/")
    expect(office.locator(".held-open")).to_have_count(1)
    require_accessible(office)


def test_enter_in_a_cell_never_marks_as_done_or_hands_back(
    visitor: Visitor, county: County
) -> None:
    """Without script Enter presses the first button of the form, which only saves."""
    hand_out(sign_in(visitor(), county.people["office"]), county, {"s3_requests": 5})
    holder = open_section(visitor(javascript=False), county.report, county.people["reporter"])
    cell(holder, PERSON).fill("8")
    with holder.expect_navigation():
        cell(holder, PERSON).press("Enter")
    expect(cell(holder, PERSON)).to_have_value("8")
    expect(holder.locator("#handed-out")).to_have_attribute("data-done", "no")


def test_a_day_that_has_passed_is_named_at_its_row(
    visitor: Visitor, county: County, camera: Camera
) -> None:
    office = sign_in(visitor(), county.people["office"])
    hand_out(office, county, {"s3_requests": -1, "s1_overview": 3})
    expect(office.locator(".error-summary")).to_be_focused()
    expect(office.locator("[aria-invalid=true]")).to_have_count(1)
    expect(office.locator("[name='s1_overview.due']")).to_have_value(in_days(3))
    look(office, camera, "handing-out-errors")
