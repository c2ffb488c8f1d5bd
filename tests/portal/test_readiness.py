"""What is answered while the database is not this code's: 503 in one sentence, and never a 500."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from portal import readiness as module
from portal.database_state import DatabaseState, database_state
from portal.readiness import PAUSE, Readiness
from tests.support.databases import in_another_database

pytestmark = pytest.mark.both_databases

SENTENCE = "系统暂时无法使用，请过几分钟再试。"
[LAST] = MigrationLoader(None).graph.leaf_nodes("workflow")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "monotonic", clock)
    return clock


@pytest.fixture
def readiness(monkeypatch: pytest.MonkeyPatch) -> Readiness:
    """Of a process that has asked nothing yet."""
    fresh = Readiness()
    monkeypatch.setattr(module, "readiness", fresh)
    return fresh


@pytest.fixture
def beside(tmp_path: Path, django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """An empty database instead of the tests' own."""
    with django_db_blocker.unblock(), in_another_database(tmp_path) as database:
        yield database


def leave_empty() -> None:
    pass


def migrate_halfway() -> None:
    call_command("migrate", "accounts", "0001", verbosity=0)


def record_old_ones() -> None:
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app in ("accounts", "reports", "workflow"):
        recorder.record_applied(app, f"0001_{app}")
        recorder.record_applied(app, "0002_append_only")


def apply(app: str, name: str) -> None:
    MigrationRecorder(connection).record_applied(app, name)


def unapply(app: str, name: str) -> None:
    MigrationRecorder(connection).record_unapplied(app, name)


# What is answered ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "state"),
    [
        (leave_empty, DatabaseState.BEHIND),
        (migrate_halfway, DatabaseState.BEHIND),
        (record_old_ones, DatabaseState.BEFORE_RELEASE),
    ],
)
def test_every_request_is_refused(make, state, beside, readiness, caplog):
    make()
    caplog.set_level(logging.ERROR, logger="portal.readiness")
    answers = [Client().get("/"), Client().get("/nowhere/"), Client().post("/sign-in/", {})]
    assert [(answer.status_code, answer["Retry-After"]) for answer in answers] == [(503, "30")] * 3
    page = answers[0].content.decode()
    assert SENTENCE in page and page.count("。") == 1
    assert "no-store" in answers[0]["Cache-Control"]
    assert "Content-Security-Policy" in answers[0]
    assert readiness.state is state
    [line] = [line for line in caplog.records if line.name == "portal.readiness"]
    assert state.found in line.getMessage() and state.remedy in line.getMessage()


@pytest.mark.django_db
def test_a_newer_database_is_refused(readiness, client):
    apply("reports", "0099_of_tomorrow")
    assert client.get("/").status_code == 503
    assert readiness.state is DatabaseState.AHEAD


@pytest.mark.django_db
def test_what_other_apps_have_dropped_or_what_is_no_longer_installed_does_not_count(
    readiness, client
):
    apply("axes", "0099_squashed")
    apply("an_app_of_old", "0001_initial")
    assert client.get("/sign-in/").status_code == 200


def test_a_database_that_does_not_answer_is_refused(readiness, client, monkeypatch):
    def no_answer(_connection: object) -> DatabaseState:
        raise OperationalError("connection refused")

    monkeypatch.setattr(module, "database_state", no_answer)
    assert client.get("/").status_code == 503
    assert readiness.state is DatabaseState.UNREACHABLE


def test_in_english_to_whoever_chose_it(beside, readiness, settings, client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get("/").content.decode()
    assert "The portal cannot be used at the moment." in page and SENTENCE not in page


@pytest.mark.parametrize(
    "headers", [{"Accept": "application/json"}, {"X-Requested-With": "fetch", "Accept": "*/*"}]
)
def test_a_script_is_told_as_json(beside, readiness, client, headers):
    answer = client.get("/", headers=headers)
    assert (answer.status_code, answer.json()) == (503, {"message": SENTENCE})


def test_static_files_are_served_all_the_same(beside, readiness, settings, tmp_path, client):
    (tmp_path / "static").mkdir()
    (tmp_path / "static/portal.css").write_text("body {}")
    settings.STATIC_ROOT = str(tmp_path / "static")
    assert client.get("/static/portal.css").status_code == 200
    assert client.get("/").status_code == 503


# When it is asked ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_is_back_by_itself_and_asks_again_every_few_seconds_alone(
    readiness, clock, client, django_assert_num_queries
):
    unapply(*LAST)
    assert client.get("/sign-in/").status_code == 503
    apply(*LAST)
    clock.now += PAUSE - 1
    with django_assert_num_queries(0):
        assert client.get("/sign-in/").status_code == 503
    clock.now += 1
    assert client.get("/sign-in/").status_code == 200


@pytest.mark.django_db
def test_once_ready_it_is_never_asked_again(readiness, clock, django_assert_num_queries):
    assert readiness.is_ready()
    clock.now += 10 * PAUSE
    with django_assert_num_queries(0):
        assert readiness.is_ready()


# What the commands say -----------------------------------------------------------------------


def refused(command: str, *arguments: str, **options: Any) -> str:
    """What it says instead of doing it."""
    with pytest.raises(CommandError) as error:
        call_command(command, *arguments, **options)
    return str(error.value)


def migrate_refused() -> str:
    """As from the command line, where the checks come first."""
    return refused("migrate", skip_checks=False, verbosity=0)


def test_an_old_database_is_not_migrated(beside):
    record_old_ones()
    before = connection.introspection.table_names()
    words = migrate_refused()
    assert DatabaseState.BEFORE_RELEASE.found in words and "start anew" in words
    assert connection.introspection.table_names() == before


@pytest.mark.django_db
def test_a_newer_database_is_not_migrated():
    apply("reports", "0099_of_tomorrow")
    assert DatabaseState.AHEAD.found in migrate_refused()


def test_an_empty_database_is_no_fault_to_migrate_and_one_to_deploy(beside):
    call_command("check", "--database", "default", stdout=StringIO())
    words = refused("check", "--deploy", "--database", "default")
    assert DatabaseState.BEHIND.found in words and "manage.py migrate" in words


@pytest.mark.django_db
def test_the_tests_database_is_ready():
    assert database_state(connection) is DatabaseState.READY
