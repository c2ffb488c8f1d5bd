"""Fixtures of many modules. A module whose people or report are others has its own of the name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import Agency, Region, Role, User
from accounts.spreadsheets import reading
from reports.models import Report
from tests.support.factories import make_agency, make_region, make_report, make_user


@pytest.fixture
def county() -> Region:
    return make_region(name="云岭县")


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def report() -> Report:
    """Empty, in drafting."""
    return make_report()


@pytest.fixture
def tian(report: Report) -> User:
    return make_user((report.agency, Role.REPORTER), name="田小满")


@pytest.fixture
def qiu(report: Report) -> User:
    return make_user((report.agency, Role.OFFICE), name="邱远")


@pytest.fixture
def browser(tian: User, client: Client) -> Client:
    client.force_login(tian)
    return client


@pytest.fixture
def a_twentieth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets may have a twentieth of the rows and a quarter of the marks; what refuses them is the
    same, and costs less."""
    monkeypatch.setattr(reading, "MAX_ROWS", 1000)
    monkeypatch.setattr(reading, "MAX_ROW_MARKS", 10_000)
    monkeypatch.setattr(reading, "MAX_MARKS", 1_000_000)


@pytest.fixture
def kept_files(settings: Any, tmp_path: Path) -> None:
    """What is uploaded is kept in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
