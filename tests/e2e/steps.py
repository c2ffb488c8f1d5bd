"""What people do again and again."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.counties import PASSWORD


def sign_in(page: Page, username: str, *, password: str = PASSWORD, at: str = "/") -> Page:
    """By what the form sends, without drawing it: most tests are about what comes after."""
    post = page.context.request
    drawn = post.get("/sign-in/").text()
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', drawn)[0]
    typed = {"username": username, "password": password, "csrfmiddlewaretoken": token}
    answer = post.post("/sign-in/", form=typed, max_redirects=0)
    assert answer.status == 302, f"{username} cannot sign in: {answer.status}"
    page.goto(at)
    return page


def sign_in_by_form(page: Page, username: str, *, password: str = PASSWORD, at: str = "/") -> Page:
    page.goto(f"/sign-in/?next={at}")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    with page.expect_navigation():
        page.locator("[name=password]").press("Enter")
    return page


def open_section(page: Page, report: int, username: str, code: str = "s3_requests") -> Page:
    sign_in(page, username, at=f"/reports/{report}/sections/{code}/")
    expect(page.locator("form#section-form")).to_be_visible()
    return page


def cell(page: Page, name: str) -> Locator:
    return page.locator(f"[id='f-{name}']")


def save(page: Page, then: str = "stay") -> None:
    """With the button that goes on to `then`: stay, next or check."""
    with page.expect_navigation():
        page.locator(f"button[name=then][value={then}]").click()


def press_move(page: Page, button: Locator) -> None:
    """Also that of the question which is asked first: what is signed, or that sections are empty."""
    with page.expect_navigation():
        button.click()
    sure = page.locator("form:has([name=shown]) button")
    if sure.count():
        with page.expect_navigation():
            sure.click()
