"""The demo's people and reports, by the names tests use for them."""

from __future__ import annotations

import json
import re
from typing import Any

from reports.models import Report


def print_reports() -> None:
    found = Report.objects.values_list("pk", "campaign__year", "agency__name")
    print(json.dumps(list(found)))


class Demo:
    """An agency is known by what its people's user names begin with; the main one by `main`."""

    def __init__(self, url: str, logins: list[dict[str, str]], reports: list[Any]) -> None:
        self.url = url
        self.passwords = {login["username"]: login["password"] for login in logins}
        keys = {login["agency"]: self._key(login["username"]) for login in reversed(logins)}
        self.reports = {f"{keys[agency]} {year}": pk for pk, year, agency in reports}

    @staticmethod
    def _key(username: str) -> str:
        return username.partition("-")[0] if "-" in username else "main"

    def path(self, path: str) -> str:
        """`/reports/<jiaoyu 2026>/` with the number of that report."""
        return re.sub("<(.+?)>", lambda found: str(self.reports[found[1]]), path)
