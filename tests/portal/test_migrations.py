"""Migrations are append-only: what a released one says has long been done to people's databases.

A new one is added to `migrations.sha256` by the command written there; no line is ever changed.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from portal.database_state import OWN_APPS

ROOT: Path = settings.BASE_DIR
TABLE = Path(__file__).with_name("migrations.sha256")
RELEASES = ROOT / "tests/releases"


def listed() -> dict[str, str]:
    """The digest each file had when it was added."""
    lines = [line for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    named = [line.split(maxsplit=1) for line in lines]
    table = {name: digest for digest, name in named}
    assert len(table) == len(lines), "a migration is listed twice"
    return table


def present() -> dict[str, str]:
    found = [
        file
        for label in OWN_APPS
        for file in Path(apps.get_app_config(label).path, "migrations").glob("[!_]*.py")
    ]
    return {str(file.relative_to(ROOT)): sha256(file.read_bytes()).hexdigest() for file in found}


def test_no_listed_migration_was_changed_or_removed():
    now = present()
    assert {name: now.get(name, "gone") for name in listed()} == listed()


def test_every_migration_is_listed():
    assert sorted(present().keys() - listed().keys()) == []


@pytest.mark.parametrize("kept", sorted(RELEASES.glob("*/*.json")), ids=lambda p: p.parent.name)
def test_what_was_listed_at_a_release_still_is(kept):
    then = json.loads(kept.read_text(encoding="utf-8"))["migrations"]
    assert then == {name: digest for name, digest in listed().items() if name in then}


def test_every_app_with_migrations_of_its_own_is_known():
    own = [app for app in apps.get_app_configs() if (ROOT / app.name.partition(".")[0]).is_dir()]
    assert {app.label for app in own if Path(app.path, "migrations").is_dir()} == set(OWN_APPS)
