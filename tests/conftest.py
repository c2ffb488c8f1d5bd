"""What every test needs: Chinese pages, and a trail that lets go of itself between tests."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import TransactionTestCase
from django.utils import timezone, translation

from accounts.models import TrailHead
from accounts.models.append_only import AppendOnly
from portal.database_state import DatabaseState
from portal.readiness import readiness
from tests.support.both_databases import leave_out_what_ran_on_sqlite
from tests.support.lengths import use_one_profile
from tests.support.order_and_hour import OrderAndHour, add_options, shuffle

use_one_profile()
pytest_plugins = ["tests.support.fixtures"]


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(OrderAndHour())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leave_out_what_ran_on_sqlite(config, items)
    shuffle(config, items)


@pytest.fixture(autouse=True, scope="session")
def _ready() -> None:
    """The tests' database is made by `migrate`; whichever test came first would pay for asking."""
    readiness.state = DatabaseState.READY


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """Limits on how often something is done begin anew with each test."""
    cache.clear()


@pytest.fixture
def daytime() -> Iterator[None]:
    """Ten in the morning in Beijing: outside everybody's quiet hours, whenever the tests run."""
    morning = timezone.localtime().replace(hour=10, minute=0)
    with time_machine.travel(morning, tick=True):
        yield


def append_only_tables() -> list[AppendOnly]:
    """As the migrations declare them."""
    declared = MigrationLoader(None).disk_migrations.values()
    operations = (operation for migration in declared for operation in migration.operations)
    return [operation for operation in operations if isinstance(operation, AppendOnly)]


def _release() -> None:
    with connection.schema_editor() as editor:
        for table in append_only_tables():
            table.release(None, editor)


def _protect() -> None:
    """Anew, whatever a test left of the triggers."""
    _release()
    with connection.schema_editor() as editor:
        for table in append_only_tables():
            table.protect(None, editor)


_teardown = TransactionTestCase._fixture_teardown


def _teardown_without_triggers(self: TransactionTestCase) -> None:
    """Tests that commit are emptied afterwards, which the triggers rightly refuse."""
    _release()
    try:
        _teardown(self)
        TrailHead.objects.get_or_create(defaults={"count": 0, "hash": "0" * 64})
    finally:
        _protect()


TransactionTestCase._fixture_teardown = _teardown_without_triggers
