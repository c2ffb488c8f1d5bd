"""The administration in the browser: first passwords from the list to the door, choices searched."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Member, Visitor
from tests.e2e.counties import County
from tests.e2e.looks import DESK, PHONE, require_accessible, require_no_sideways_scroll
from tests.e2e.scripts import BOTH
from tests.e2e.steps import sign_in, sign_in_by_form


@BOTH
def test_a_slip_is_made_for_somebody_and_opens_the_door_once(
    javascript: bool, visitor: Visitor, county: County
) -> None:
    page = visitor(javascript=javascript)
    clerk = county.people["reporter"]
    sign_in(page, county.people["security"], at=f"/admin/accounts/user/?q={clerk}")
    page.locator(".action-select").check()
    with page.expect_navigation():
        page.locator("button[value=first_passwords]").click()
    page.locator("[name=people]").check()  # they have signed in before, or have a slip
    with page.expect_navigation():
        page.locator("form .btn-primary").click()
    username, password = page.locator(".slip .slip-code").all_inner_texts()
    assert username == clerk and page.locator(".slip-qr svg").is_visible()
    if javascript:  # without, axe has none to run in either
        require_accessible(page)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            require_no_sideways_scroll(page)
    with page.expect_download() as download:
        page.locator("[action$='/file/'] button").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    own = sign_in_by_form(visitor(javascript=javascript), clerk, password=password)
    expect(own.locator("[name=new_password1]")).to_be_visible()
    page.reload()
    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator(".slip")).to_have_count(0)


def test_an_agency_is_found_among_many_by_a_part_of_its_name_or_code(member: Member) -> None:
    page = member("security")
    page.goto("/admin/accounts/user/add/")
    choice, box = page.locator("select[data-searched]").first, page.locator(".searched-box").first
    chosen = "select => select.selectedOptions[0].text"
    for typed in ("石桥", "５ｆ"):  # of its code, as an input method may have it
        box.fill(typed)
        box.press("Enter")
        assert choice.evaluate(chosen) == "棠溪县石桥镇人民政府"
    box.fill("没有这个单位")
    expect(box).to_have_attribute("aria-invalid", "true")
    assert choice.evaluate(chosen) == "棠溪县石桥镇人民政府"
    assert choice.locator("option").count() > 12
