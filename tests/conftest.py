"""What every test needs: Chinese pages, and a trail that lets go of itself between tests."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from accounts.models import TrailHead

APPEND_ONLY = ("accounts_event", "workflow_submission", "workflow_transition")


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def _protect() -> None:
    from accounts.append_only import append_only

    with connection.schema_editor() as editor:
        for table in APPEND_ONLY:
            append_only(table).code(None, editor)


def _release() -> None:
    from accounts.append_only import append_only

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


@pytest.fixture(autouse=True, scope="session")
def _emptying(request: pytest.FixtureRequest) -> Iterator[None]:
    patch = pytest.MonkeyPatch()

    def teardown(self: TransactionTestCase) -> None:
        in_transaction = getattr(type(self), "_databases_support_transactions", None)
        if in_transaction is not None and in_transaction():
            _teardown(self)
        else:
            _teardown_without_triggers(self)

    patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
    yield
    patch.undo()
