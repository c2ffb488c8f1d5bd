"""The pictures of the README: `make screens` takes them anew."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Member
from tests.e2e.demo import Demo
from tests.e2e.looks import Camera

PICTURES = [
    ("section", "gongan-reporter", "/reports/<gongan 2026>/sections/s3_requests/"),
    ("check", "gongan-reporter", "/reports/<gongan 2026>/check/"),
    ("desk", "reviewer", "/desk/<ziran 2026>/"),
    ("aggregate", "admin", "/aggregate/?campaign=2"),
]


@pytest.mark.parametrize(("name", "who", "path"), PICTURES, ids=[name for name, *_ in PICTURES])
def test_picture(
    name: str, who: str, path: str, member: Member, demo: Demo, camera: Camera
) -> None:
    if not camera.folder:
        pytest.skip("only with --screens FOLDER")
    page = member(who)
    page.goto(demo.path(path))
    page.evaluate("document.activeElement.blur()")
    camera.take(page, name)
