"""A resubmission is reviewed by its differences, without leaving the desk."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Visitor
from tests.e2e.counties import County
from tests.e2e.looks import Camera, require_accessible
from tests.e2e.scripts import BOTH_IN_LONG
from tests.e2e.steps import sign_in
from tests.e2e.test_comments import CELL, answer, move, write_comment

GRANTED = "requests.granted.natural_person"


@BOTH_IN_LONG
def test_changes_and_answers_are_seen_first_and_it_is_approved(
    javascript: bool, visitor: Visitor, reviewed: County, camera: Camera
) -> None:
    people, report = reviewed.people, reviewed.report
    reviewer = sign_in(visitor(javascript=javascript), people["reviewer"], at=f"/desk/{report}/")
    write_comment(reviewer, CELL, "今年一件也没有？")
    move(reviewer, report, "return", at="/desk/{}/", reason="请核对。")

    at = f"/reports/{report}/sections/s3_requests/"
    clerk = sign_in(visitor(javascript=javascript), people["reporter"], at=at)
    for cell in (CELL, GRANTED):
        clerk.locator(f"[id='f-{cell}']").fill("300")
    with clerk.expect_navigation():
        clerk.locator(".save-bar button[type=submit], .save-bar button").first.click()
    clerk.goto(f"/reports/{report}/")
    answer(clerk, 0, "漏填，已更正。")
    move(clerk, report, "pass_on", at="/reports/{}/check/")
    for role, name in (("office", "pass_on"), ("deputy", "pass_on"), ("head", "sign")):
        move(sign_in(visitor(javascript=javascript), people[role]), report, name)
    move(sign_in(visitor(javascript=javascript), people["office"]), report, "submit")

    move(reviewer, report, "start_review", at="/desk/{}/")
    changes = reviewer.locator(".desk-changes")
    expect(changes).to_contain_text("300")
    expect(changes.locator(".change-thread")).to_contain_text("漏填，已更正。")
    changes.locator(f"a[href='#cell-{CELL}']").click()
    expect(reviewer.locator(f"[id='cell-{CELL}']")).to_be_in_viewport()
    reviewer.go_back()
    assert reviewer.url.endswith(f"/desk/{report}/")
    if javascript:  # axe waits for ever where scripts are off
        require_accessible(reviewer)
        camera.take_sizes(reviewer, "differences-desk")
    with reviewer.expect_navigation():
        reviewer.locator("button[value=resolve]").click()
    move(reviewer, report, "approve", at="/desk/{}/")
