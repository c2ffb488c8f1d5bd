"""The version is said in one place, and told to operators and visitors."""

import re
import tomllib

import pytest
from django.conf import settings

import portal


def test_the_project_file_takes_it_from_the_code():
    told = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in told["project"]["dynamic"]
    assert told["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "portal.__version__"}


def test_the_changelog_tells_of_it_first():
    text = (settings.BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8")
    dated = re.findall(r"^## (\d+\.\d+\.\d+) - \d{4}-\d\d-\d\d$", text, re.MULTILINE)
    assert dated[0] == portal.__version__


@pytest.mark.django_db
def test_every_page_shows_it_in_the_foot(client):
    foot = client.get("/sign-in/").content.decode().partition("<footer")[2]
    assert f"版本 {portal.__version__}" in foot
