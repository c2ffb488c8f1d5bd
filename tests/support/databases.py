"""Databases besides the one of the tests: a SQLite file or, where the tests run on PostgreSQL, one
more on that server."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

POSTGRESQL = ("postgres:", "postgresql:")
_numbers = itertools.count(1)


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """Its URL; a server's database is dropped in the end, a file goes with its folder."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith(POSTGRESQL):
        yield f"sqlite:///{folder / 'portal.sqlite3'}"
        return
    name = f"beside_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield with_database(given, name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def with_database(url: str, name: str) -> str:
    """The same server's URL with another database; pgserver's carries its socket as a query."""
    address, question, query = url.partition("?")
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/{name}{question}{query}"


@contextmanager
def in_another_database(folder: Path) -> Iterator[BaseDatabaseWrapper]:
    """An empty one takes the place of the default one, for everything in this thread."""
    own = connections[DEFAULT_DB_ALIAS]
    with empty_database(folder) as url:
        other = own.copy()
        other.settings_dict["NAME"] = name_in(url)
        other.settings_dict["OPTIONS"].pop("pool", None)  # pools go by alias: it would be the own
        connections[DEFAULT_DB_ALIAS] = other
        ContentType.objects.clear_cache()
        try:
            yield other
        finally:
            other.close()
            connections[DEFAULT_DB_ALIAS] = own
            ContentType.objects.clear_cache()


def name_in(url: str) -> str:
    """As Django wants it: the file's path, or the name on the server."""
    scheme, _, rest = url.partition("://")
    return rest[1:] if scheme == "sqlite" else rest.partition("?")[0].partition("/")[2]
