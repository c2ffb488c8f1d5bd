"""What runs on PostgreSQL too: whatever could be answered otherwise there, and nothing else."""

from __future__ import annotations

import pytest

from tests.support.both_databases import differs_by_database


def test_a_test_without_a_database_runs_on_sqlite_alone(request: pytest.FixtureRequest) -> None:
    assert not differs_by_database(request.node)


@pytest.mark.django_db
def test_a_test_with_one_runs_on_both(request: pytest.FixtureRequest) -> None:
    assert differs_by_database(request.node)


def test_a_test_that_asks_for_one_by_a_fixture_runs_on_both(
    request: pytest.FixtureRequest, db: None
) -> None:
    assert differs_by_database(request.node)


@pytest.mark.django_db
@pytest.mark.one_database
def test_a_test_that_says_one_is_enough_runs_on_sqlite_alone(
    request: pytest.FixtureRequest,
) -> None:
    assert not differs_by_database(request.node)
