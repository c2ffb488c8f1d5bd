"""What runs on PostgreSQL as well: only what PostgreSQL could answer otherwise than SQLite."""

import os

import pytest

LETS_IN = {
    "db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback",
    "django_db_setup",
}  # fmt: skip


# Rooms whose tests are about what a page says: it does not know its database. That each page can be
# had on PostgreSQL is seen by the table of who may reach what.
OF_PAGES = {
    "admin_pages", "agency", "checkup", "delegation", "entry", "help", "intake", "records", "review", "signin",
}  # fmt: skip
# What a browser posts without a script is stored by the same views as what it posts with one.
STORED_ALIKE = "without script"


def on_postgresql() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith(("postgres:", "postgresql:"))


def differs_by_database(item: pytest.Item) -> bool:
    """Whether pytest-django lets it at the database, which it refuses to all others; of the tests
    in the browser, those that say so themselves. Not those in which it only holds what is read."""
    if item.get_closest_marker("one_database") or STORED_ALIKE in item.name:
        return False
    marks = ("django_db", "postgresql", "both_databases")
    if item.path.parent.name in OF_PAGES:
        marks = marks[1:]
    elif LETS_IN & set(getattr(item, "fixturenames", ())):
        return True
    return any(item.get_closest_marker(name) for name in marks)


def leave_out_what_ran_on_sqlite(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not on_postgresql():
        return
    left_out = [item for item in items if not differs_by_database(item)]
    items[:] = [item for item in items if differs_by_database(item)]
    config.hook.pytest_deselected(items=left_out)
