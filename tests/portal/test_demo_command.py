"""`manage.py demo` where it may not run, or breaks off; beside tests/portal/test_demo.py, whose
tests share a database with the demo in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from reports.workflow.moves import FORWARD
from tests.support.demo import rows, run_demo
from tests.support.factories import make_agency, make_region, make_user

ROOT = Path(__file__).parents[2]


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_agency, make_region, make_user])
def test_a_database_of_other_people_is_not_touched(make: Any) -> None:
    make()
    before = rows()
    with pytest.raises(CommandError, match="Nothing was changed"):
        run_demo()
    assert rows() == before


@pytest.mark.django_db
def test_nothing_stays_of_a_demo_that_could_not_be_finished(monkeypatch: Any) -> None:
    passed_on = {state: move for state, move in FORWARD.items() if move.name == "pass_on"}
    monkeypatch.setattr("portal.demo.filling.FORWARD", passed_on)
    before = rows()
    with pytest.raises(KeyError):
        run_demo()
    assert rows() == before


def test_the_command_alone_makes_the_tables_too(tmp_path: Path) -> None:
    if os.environ.get("DATABASE_URL"):
        pytest.skip("starts a SQLite of its own, which need not be done twice")
    command = [sys.executable, "manage.py", "demo", "--json"]
    surroundings = {
        **os.environ,
        "PORTAL_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) > 40
    assert not list((tmp_path / "mail").glob("*")), "letters went out about what the demo did"
