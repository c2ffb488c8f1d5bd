"""Triggers that refuse UPDATE and DELETE on a table, on SQLite and PostgreSQL.

Migrations import this, and migrations never change: what is here keeps its place and its effect. A
later need gets an operation of its own.
"""

from typing import Any

from django.db import migrations

VERBS = ("UPDATE", "DELETE")

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""


class AppendOnly(migrations.RunPython):
    """The migration operation that protects a table; a class, so that it can be searched for."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(self.protect, self.release)

    def protect(self, apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_POSTGRESQL.format(table=self.table), None)
            return
        for verb in VERBS:
            schema_editor.execute(_SQLITE.format(table=self.table, verb=verb), None)

    def release(self, apps: Any, schema_editor: Any) -> None:
        """Drop the triggers, even if some are already gone."""
        if schema_editor.connection.vendor == "postgresql":
            drop = "DROP TRIGGER IF EXISTS {table}_append_only ON {table}"
            schema_editor.execute(drop.format(table=self.table), None)
            return
        for verb in VERBS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_no_{verb}", None)
