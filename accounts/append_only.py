"""Triggers that refuse UPDATE and DELETE of a table, on SQLite and PostgreSQL."""

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


def append_only(table: str) -> migrations.RunPython:
    """The migration operation that protects a table."""

    def protect(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_POSTGRESQL.format(table=table), None)
            return
        for verb in VERBS:
            schema_editor.execute(_SQLITE.format(table=table, verb=verb), None)

    def release(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}", None)
            return
        for verb in VERBS:
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}", None)

    return migrations.RunPython(protect, release)
