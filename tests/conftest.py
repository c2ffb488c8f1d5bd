"""What every test needs: Chinese pages, and a trail that lets go of itself between tests."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone, translation

from accounts.append_only import append_only
from accounts.models import TrailHead

APPEND_ONLY = ("accounts_event", "workflow_submission", "workflow_transition")


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def daytime() -> Iterator[None]:
    """Ten in the morning in Beijing: outside everybody's quiet hours, whenever the tests run."""
    morning = timezone.localtime().replace(hour=10, minute=0)
    with time_machine.travel(morning, tick=True):
        yield


def _protect() -> None:
    with connection.schema_editor() as editor:
        for table in APPEND_ONLY:
            append_only(table).code(None, editor)


def _release() -> None:
    with connection.schema_editor() as editor:
        for table in APPEND_ONLY:
            append_only(table).reverse_code(None, editor)


_teardown = TransactionTestCase._fixture_teardown


def _teardown_without_triggers(self: TransactionTestCase) -> None:
    """Tests that commit are emptied afterwards, which the triggers rightly refuse."""
    _release()
    _teardown(self)
    _protect()
    TrailHead.objects.create(count=0, hash="0" * 64)


TransactionTestCase._fixture_teardown = _teardown_without_triggers
