"""A reason or an answer that was typed and not sent stands there again, until it is sent."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import require_accessible
from tests.e2e.steps import sign_in
from tests.e2e.test_comments import press, write_comment

NOT_SENT = "没有提交"


def go_home_and_back(page: Page) -> None:
    here = page.url
    page.get_by_role("link", name="首页").first.click()
    page.wait_for_url(lambda url: url != here)
    page.goto(here)


def test_a_comment_and_an_answer_to_it(visitor: Visitor, reviewed: County) -> None:
    desk = f"/desk/{reviewed.report}/"
    reviewer = sign_in(visitor(), reviewed.people["reviewer"], at=desk)
    write_comment(reviewer, "s5_problems", "请写明完成时间")
    reviewer.locator("#new-comment summary").click()
    reviewer.locator("#comment-text").fill("请与台账核对")
    reason = reviewer.locator("form[action$='/move/return/'] [name=reason]")
    reviewer.locator("details", has=reason).locator("summary").first.click()
    reason.fill("请按意见逐条核对。")

    go_home_and_back(reviewer)
    expect(reviewer.locator("#comment-text")).to_be_visible()
    expect(reviewer.locator("#comment-text")).to_have_value("请与台账核对")
    expect(reviewer.locator("#new-comment .hint[role=status]")).to_contain_text(NOT_SENT)
    expect(reason).to_have_value("请按意见逐条核对。")
    require_accessible(reviewer)

    press(reviewer, "#new-comment")
    go_home_and_back(reviewer)
    expect(reviewer.locator("#comment-text")).to_have_value("")
    expect(reason).to_have_value("请按意见逐条核对。")
