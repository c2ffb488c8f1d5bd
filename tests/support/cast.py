"""People and reports that the tests of a module share: made once, under savepoints of each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction


def cast(make: Callable[[], Any]) -> Any:
    """A fixture of what `make` makes: whatever a test does to its rows is taken back after it.

    What a test does to the objects themselves is not: it reads those it changes anew. Not for
    modules with transactional tests, which empty the database.
    """

    @pytest.fixture(scope="module")
    def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
        # After each test Django closes the connection, which would end the transaction around them.
        with (
            django_db_blocker.unblock(),
            patch.object(connection, "close", lambda: None),
            transaction.atomic(),
        ):
            yield make()
            transaction.set_rollback(True)

    return made
