"""Whether this code can work on the database, judged by the migrations recorded in it."""

from __future__ import annotations

from enum import Enum

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

OWN_APPS = ("accounts", "reports", "workflow")
FIRST = ("accounts", "0001_release_0_2")  # applied in every upgradable database


class DatabaseState(Enum):
    """A database's state, with what an operator is told: what was found, and what to do."""

    READY = ("Every migration is applied.", "")
    BEHIND = (
        "The database lacks migrations of this version.",
        "Make a backup, then run: manage.py migrate",
    )
    BEFORE_RELEASE = (
        "The database is from before 0.2.0, the first release, and cannot be upgraded.",
        "Export from it with the old code what is to be kept, and start anew on an empty database.",
    )
    AHEAD = (
        "The database has migrations that this version does not know: it belongs to a newer one.",
        "Run the newer version on it, or restore the backup from before its upgrade.",
    )
    UNREACHABLE = (
        "The database does not answer.",
        "See whether it runs and whether DATABASE_URL names it.",
    )

    def __init__(self, found: str, remedy: str) -> None:
        self.found = found
        self.remedy = remedy


def database_state(connection: BaseDatabaseWrapper) -> DatabaseState:
    """Compare the recorded migrations with ours; a few queries. Raises the database's own errors.

    Migrations that other apps have dropped since are ignored.
    """
    executor = MigrationExecutor(connection)
    recorded = executor.recorder.applied_migrations()
    own = {migration for migration in recorded if migration[0] in OWN_APPS}
    if own and FIRST not in own:
        return DatabaseState.BEFORE_RELEASE
    if own - executor.loader.disk_migrations.keys():
        return DatabaseState.AHEAD
    behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return DatabaseState.BEHIND if behind else DatabaseState.READY
