"""People who press at the same moment: threads with connections of their own, on a database that
all of them see."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import Client

from tests.support.databases import empty_database, name_in

PATIENCE = 60
NO_DISK = "PRAGMA synchronous=OFF"
T = TypeVar("T")


@contextmanager
def database_of_all_threads(folder: Path) -> Iterator[None]:
    """An empty one, migrated, in place of the tests' own: with SQLite that is in memory, where
    threads cannot wait for each other."""
    own, kept = connections[DEFAULT_DB_ALIAS], connections.settings[DEFAULT_DB_ALIAS]
    with empty_database(folder) as url:
        options = {k: value for k, value in kept["OPTIONS"].items() if k != "pool"}
        if "init_command" in options:  # no power cut here, so nothing waits for the disk
            options |= {
                "init_command": f"{options['init_command']}; {NO_DISK}",
                "timeout": PATIENCE,
            }
        beside = {**kept, "NAME": name_in(url), "OPTIONS": options}
        connections.settings[DEFAULT_DB_ALIAS] = beside
        connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
        ContentType.objects.clear_cache()
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            connections[DEFAULT_DB_ALIAS].close()
            connections.settings[DEFAULT_DB_ALIAS] = kept
            connections[DEFAULT_DB_ALIAS] = own
            ContentType.objects.clear_cache()


def at_once(times: int, press: Callable[[], T]) -> list[T]:
    """What each of so many threads got that began together. An error in one is raised here."""
    starting, got, failed = threading.Barrier(times), list[T](), list[BaseException]()

    def run() -> None:
        try:
            starting.wait(PATIENCE)
            got.append(press())
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    if failed:
        raise failed[0]
    return got


def same_browser(client: Client) -> Client:
    """Another window of it: the cookies are shared, nothing else is."""
    other = Client(enforce_csrf_checks=client.handler.enforce_csrf_checks)
    other.cookies.load({name: cookie.value for name, cookie in client.cookies.items()})
    return other


def press_at_once(
    client: Client, times: int, address: str, form: Callable[[], dict[str, Any]]
) -> list[Any]:
    """The answers to one form that is sent so many times at the same moment; `form` makes it, for
    a file in it is read to its end."""
    return at_once(times, lambda: same_browser(client).post(address, form()))
