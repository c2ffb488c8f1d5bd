"""Writing a text: its length and the aspects of the overview follow while one types."""

from playwright.sync_api import expect

from tests.e2e.conftest import Member
from tests.e2e.demo import Demo
from tests.e2e.looks import require_accessible


def test_length_and_aspects_follow_the_typing(member: Member, demo: Demo) -> None:
    page = member("reporter")
    page.route("**/autosave/", lambda route: route.abort())  # the demo is everybody's
    page.goto(demo.path("/reports/<main 2026>/sections/s1_overview/"))
    text = page.locator("#id_text")
    text.fill("一二 三")
    expect(page.locator(".text-count strong")).to_have_text("3")
    expect(page.locator(".subjects .done")).to_have_count(0)
    text.fill("主动公开十条，开展培训一次。")
    expect(page.locator(".subjects .done")).to_have_count(2)
    text.fill("字" * 1001)
    expect(page.locator(".text-count")).to_have_class("text-count too-long")
    require_accessible(page)
