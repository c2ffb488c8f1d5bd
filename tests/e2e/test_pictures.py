"""The pictures of the README: `make screens` takes them anew."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from reports.form.loader import load_editions
from tests.e2e.conftest import Member
from tests.e2e.demo import Demo
from tests.e2e.looks import Camera
from tests.e2e.test_read_in import report_file

PICTURES = [
    ("section", "gongan-reporter", "/reports/<gongan 2026>/sections/s3_requests/"),
    ("check", "gongan-reporter", "/reports/<gongan 2026>/check/"),
    ("desk", "reviewer", "/desk/<ziran 2026>/"),
    ("aggregate", "admin", "/aggregate/?campaign=2"),
]


@pytest.fixture(autouse=True)
def _only_when_asked(camera: Camera) -> None:
    if not camera.folder:
        pytest.skip("only with --screens FOLDER")


@pytest.mark.parametrize(("name", "who", "path"), PICTURES, ids=[name for name, *_ in PICTURES])
def test_picture(
    name: str, who: str, path: str, member: Member, demo: Demo, camera: Camera
) -> None:
    page = member(who)
    page.goto(demo.path(path))
    page.evaluate("document.activeElement.blur()")
    camera.take(page, name)


HELP = [
    # as named in reports/help/pages, who sees it, where, what is on top
    ("home", "reporter", "/", "main"),
    ("section", "gongan-reporter", "/reports/<gongan 2026>/sections/s3_requests/", "main"),
    ("check", "gongan-reporter", "/reports/<gongan 2026>/check/", "main"),
    ("decide", "shichang-head", "/reports/<shichang 2026>/decide/", "main"),
    ("desk", "reviewer", "/desk/<ziran 2026>/", "main"),
    ("board", "reviewer", "/board/", "main"),
    ("admin", "admin", "/admin/", "body"),
    ("trail", "auditor", "/trail/", "main"),
]


@pytest.mark.parametrize(("name", "who", "path", "top"), HELP, ids=[name for name, *_ in HELP])
def test_help_picture(
    name: str, who: str, path: str, top: str, member: Member, demo: Demo, camera: Camera
) -> None:
    """Small enough to be served beside the words: `make screens` puts them into static/help."""
    page = member(who)
    page.set_viewport_size({"width": 1100, "height": 620})
    page.goto(demo.path(path))
    page.evaluate("document.activeElement.blur()")
    page.locator(top).first.evaluate("element => element.scrollIntoView()")
    camera.take_small(page, name)


def test_picture_of_a_text(member: Member, demo: Demo, camera: Camera) -> None:
    page = member("gongan-reporter")
    page.goto(demo.path("/reports/<gongan 2026>/sections/s1_overview/"))
    text = page.locator("#id_text")
    text.fill(text.input_value().replace("申请27件", "申请72件"))
    expect(page.locator("#text-numbers > ul")).to_be_visible()
    text.evaluate("field => { field.blur(); scrollTo(0, 0); }")
    expect(page.locator(".save-bar-state")).to_have_attribute("data-save", "saved")
    camera.take(page, "text")


def test_picture_of_a_file(member: Member, demo: Demo, camera: Camera) -> None:
    page = member("office")
    page.goto(demo.path("/reports/<main 2026>/read/"))
    file = report_file("棠溪县交通运输局", 2026, load_editions()["2021"])
    page.locator("[name=file]").set_input_files(files=file)
    with page.expect_navigation():
        page.locator("main form button.btn-primary").click()
    camera.take(page, "reading")
