"""The deadline is tomorrow: the run reminds the agency, its head reads it and comes to the report."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import PHONE, Camera, require_accessible
from tests.e2e.scripts import BOTH_IN_LONG
from tests.e2e.server import Portal
from tests.e2e.steps import sign_in


@BOTH_IN_LONG
def test_the_head_is_told_before_it_is_late_and_goes_to_the_report(
    javascript: bool, visitor: Visitor, county: County, portal: Portal, camera: Camera
) -> None:
    portal.call("tests.e2e.counties", f"print_due_in_days({county.campaign}, 1)")
    runs = portal.call("tests.e2e.counties", f"print_reminder_runs({county.agency!r}, 0, 0)")
    assert runs[1].startswith("0 reminders") and not runs[0].startswith("0 reminders")

    head = sign_in(visitor(javascript=javascript, viewport=PHONE), county.people["head"])
    bar = head.locator(".bar-count")
    expect(bar).to_contain_text("1")
    with head.expect_navigation():
        head.get_by_role("link", name="消息").click()
    notice = head.locator(".notice-list .unread")
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text(f"请督促：{county.agency} 2020 年度年报 还有 1 天截止")
    if javascript:  # axe waits for ever where scripts are off
        require_accessible(head)
    camera.take_sizes(head, f"reminders-{'script' if javascript else 'plain'}")

    with head.expect_navigation():
        notice.get_by_role("link").click()
    expect(head).to_have_url(f"{portal.url}/reports/{county.report}/")
    expect(bar).to_contain_text("1")  # read, but the report is not filed

    head.goto("/notices/choice/")
    head.get_by_label("每日汇总").check()
    with head.expect_navigation():
        head.get_by_role("button", name="保存").click()
    expect(head.locator(".notice.success")).to_be_visible()
    expect(head.get_by_label("每日汇总")).to_be_checked()
    if javascript:
        require_accessible(head)
    camera.take_sizes(head, f"reminders-choice-{'script' if javascript else 'plain'}")


# With the clock stopped at days from a month before the deadline to two days after it.
HEARS = {
    "reporter": [
        "逾期 2 天",
        "逾期 1 天",
        "还有 1 天截止",
        "还有 3 天截止",
        "还有 7 天截止",
        "还有 30 天截止",
    ],
    "deputy": ["逾期 2 天", "逾期 1 天", "还有 1 天截止"],
    "head": ["逾期 2 天", "逾期 1 天", "还有 1 天截止"],
}


def test_over_a_month_the_leaders_hear_of_it_only_when_it_is_urgent(
    visitor: Visitor, county: County, portal: Portal, camera: Camera
) -> None:
    portal.call("tests.e2e.counties", f"print_due_in_days({county.campaign}, 30)")
    days = "0, 10, 23, 27, 29, 31, 32"
    portal.call("tests.e2e.counties", f"print_reminder_runs({county.agency!r}, {days})")
    for role, hears in HEARS.items():
        page = sign_in(visitor(viewport=PHONE), county.people[role], at="/notices/")
        titles = page.locator(".notice-title a")
        expect(titles).to_have_count(len(hears))
        for title, words in zip(titles.all_inner_texts(), hears, strict=True):
            assert words in title
            assert title.startswith("请督促") == (role != "reporter"), title
        camera.take_sizes(page, f"escalation-{role}")
