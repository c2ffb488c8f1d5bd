"""A portal of its own: the real server, as `make run` starts it, on an empty database."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
PORTS = range(20000, 32000)  # above, the system takes ports for outgoing connections
PATIENCE = 60  # seconds


@dataclass(frozen=True)
class Portal:
    url: str
    environment: dict[str, str]

    @property
    def folder(self) -> Path:
        return Path(self.environment["PORTAL_VAR"])

    def run(self, *arguments: str) -> str:
        """What a Python command prints that is run beside the server, on its database."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def make(self, *arguments: str) -> Any:
        """What it prints as JSON."""
        return json.loads(self.run(*arguments))

    def make_in_shell(self, module: str, call: str) -> Any:
        """What a function of a test module prints, which works on the portal's database."""
        command = f"from {module} import *; {call}"
        return self.make("manage.py", "shell", "--no-imports", "-c", command)


@contextmanager
def running_portal(folder: Path) -> Iterator[Portal]:
    with _database(folder) as database:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PORTAL_VAR": str(folder),
            "PORTAL_HTTPS": "0",
            "DATABASE_URL": database,
        }
        portal = Portal(f"http://127.0.0.1:{_free_port()}", environment)
        portal.run("manage.py", "migrate", "--verbosity", "0")
        portal.run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        with _gunicorn(portal):
            yield portal


@contextmanager
def _gunicorn(portal: Portal) -> Iterator[None]:
    log = (portal.folder / "server.log").open("wb")
    command = ["-m", "gunicorn", "portal.wsgi", "--bind", portal.url.removeprefix("http://")]
    threads = ["--worker-class", "gthread", "--workers", "1", "--threads", "4"]
    process = subprocess.Popen(
        [sys.executable, *command, *threads],
        cwd=ROOT, env=portal.environment, stdout=log, stderr=log,
    )  # fmt: skip
    try:
        _wait_for_answer(portal, process)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)
        log.close()


def _wait_for_answer(portal: Portal, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{portal.url}/sign-in/", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError((portal.folder / "server.log").read_text())


def _free_port() -> int:
    for port in random.sample(PORTS, 50):
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """A file, or, where the tests run on PostgreSQL, a database of its own on that server."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith(("postgres:", "postgresql:")):
        yield f"sqlite:///{folder / 'portal.sqlite3'}"
        return
    name = f"e2e_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield _with_database(given, name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _with_database(url: str, name: str) -> str:
    """The same server's URL with another database; pgserver's carries its socket as a query."""
    address, question, query = url.partition("?")
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/{name}{question}{query}"
