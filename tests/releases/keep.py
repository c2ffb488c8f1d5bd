"""Keep the database of a release, as its own demo makes it; once, at the release, on each engine:

    python -m tests.releases.keep 0.2.0
    python -m tests.support.postgresql -- python -m tests.releases.keep 0.2.0

What is kept is not made anew when code changes: it is what people's databases look like. While a
release is not out yet, `--again` does it all the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from io import StringIO
from pathlib import Path
from typing import Any

import portal

FOLDER = Path(__file__).parent
SECRET_KEY = "kept beside a release's database, and so a secret to nobody"


def main(arguments: list[str]) -> str:
    """What went wrong, or nothing."""
    asked = _asked(arguments)
    if refusal := _refusal(asked):
        return refusal
    with tempfile.TemporaryDirectory() as folder:
        _set_up(folder)
        _keep(FOLDER / asked.version, Path(folder))
    return ""


def _asked(arguments: list[str]) -> Namespace:
    parser = ArgumentParser(prog="tests.releases.keep", description=__doc__)
    parser.add_argument("version")
    parser.add_argument("--again", action="store_true", help="although it is kept or tagged")
    return parser.parse_args(arguments)


def _refusal(asked: Namespace) -> str:
    if asked.version != portal.__version__:
        return f"This is {portal.__version__}: a release's database is made by its own code."
    if asked.again:
        return ""
    if _path(FOLDER / asked.version, _engine(), "json").exists():
        return f"{asked.version} is kept already; --again overwrites it."
    command = ["git", "tag", "--list", asked.version, f"v{asked.version}"]
    tags = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True).stdout.split()
    return f"{asked.version} is out (tag {tags[0]}); --again keeps it all the same." if tags else ""


def _engine() -> str:
    return "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"


def _path(release: Path, engine: str, kind: str) -> Path:
    return release / f"{engine}.{kind}"


def _set_up(folder: str) -> None:
    import django

    os.environ.update(
        DJANGO_SETTINGS_MODULE="portal.settings", PORTAL_VAR=folder, PORTAL_SECRET_KEY=SECRET_KEY
    )
    django.setup()


def _keep(release: Path, folder: Path) -> None:
    from django.core.management import call_command

    from tests.releases.dumps import keep_dump
    from tests.support.databases import in_another_database

    out = StringIO()
    with in_another_database(folder) as database:
        call_command("migrate", verbosity=0)
        call_command("demo", "--json", stdout=out)
        release.mkdir(exist_ok=True)
        facts = {
            "secret_key": SECRET_KEY,
            "logins": _logins(json.loads(out.getvalue())),
            **_facts(),
        }
        words = json.dumps(facts, ensure_ascii=False, indent=1)
        _path(release, database.vendor, "json").write_text(words + "\n", encoding="utf-8")
        keep_dump(database, _path(release, database.vendor, "sql.xz"))


def _logins(printed: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """One for each role: the first that the demo prints, whom it recommends."""
    return {login["role"]: login for login in reversed(printed)}


def _facts() -> dict[str, Any]:
    """What must be found again after every upgrade, as it was printed and known then."""
    from accounts.models import TrailHead
    from reports.models import Submission
    from reports.records.approval_receipts import approval_of
    from reports.records.receipts import check_code
    from tests.portal.test_migrations import listed

    filed = list(Submission.objects.select_related("report__agency__region").order_by("pk"))
    approvals = [(one, found) for one in filed if (found := approval_of(one, one.report))]
    head = TrailHead.objects.get()
    return {
        "migrations": listed(),
        "trail": {"count": head.count, "hash": head.hash},
        "receipts": {check_code(one): f"{one.agency_name} {one.year}" for one in filed},
        "approvals": {found.code: f"{one.agency_name} {one.year}" for one, found in approvals},
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
