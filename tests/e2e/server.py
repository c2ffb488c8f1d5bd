"""A portal of its own: the real server, as `make run` starts it, on an empty database."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.beside import PATIENCE, ROOT, Beside
from tests.e2e.prepared import copy_of, shared_folder
from tests.support.both_databases import on_postgresql
from tests.support.databases import empty_database

PORTS = range(20000, 32000)  # above, the system takes ports for outgoing connections


@dataclass(frozen=True)
class Portal:
    url: str
    environment: dict[str, str]
    beside: Beside

    @property
    def folder(self) -> Path:
        return Path(self.environment["PORTAL_VAR"])

    def run(self, *arguments: str) -> str:
        """What a Python command prints that is run beside the server, on its database."""
        return _run(self.environment, *arguments)

    def make(self, *arguments: str) -> Any:
        """What it prints as JSON."""
        return json.loads(self.run(*arguments))

    def call(self, module: str, call: str) -> Any:
        """What a function of a test module prints, which works on the portal's database."""
        return json.loads(self.beside.said(module, call))


class Server:
    """The real gunicorn of a portal; it can be killed as a power cut does, and started again."""

    def __init__(self, portal: Portal, application: str) -> None:
        self.portal = portal
        self.application = application
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            "-m",
            "gunicorn",
            self.application,
            "--bind",
            self.portal.url.removeprefix("http://"),
        ]
        threads = ["--worker-class", "gthread", "--workers", "1", "--threads", "4"]
        with (self.portal.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command, *threads],
                cwd=ROOT, env=self.portal.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        _wait_for_answer(self.portal, self.process)

    def kill(self) -> None:
        """Master and workers at once, in the middle of whatever they do."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE)


@contextmanager
def running_server(
    folder: Path, application: str = "portal.wsgi", *, with_demo: bool = False
) -> Iterator[Server]:
    """In a folder of `tmp_path_factory`, on an empty database or with what `demo` makes, whose
    logins are then in demo.json."""
    with empty_database(folder) as database:
        environment = _environment(folder, database)
        _prepare(environment, with_demo)
        beside = Beside(environment, folder / "beside.log")
        server = Server(
            Portal(f"http://127.0.0.1:{_free_port()}", environment, beside), application
        )
        try:
            server.start()
            yield server
        finally:
            server.stop()
            beside.stop()


def _environment(folder: Path, database: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.e2e.settings",
        "PORTAL_VAR": str(folder),
        "PORTAL_HTTPS": "0",
        "DATABASE_URL": database,
    }


def _prepare(environment: dict[str, str], with_demo: bool) -> None:
    """Tables, static files and the demo: on SQLite all are files, which the workers share."""
    folder = Path(environment["PORTAL_VAR"])
    if on_postgresql():
        return _fill(environment, with_demo)
    name = "prepared-with-demo" if with_demo else "prepared"

    def make(made: Path) -> None:
        _fill(_environment(made, f"sqlite:///{made / 'portal.sqlite3'}"), with_demo)

    copy_of(shared_folder(folder.parent) / name, folder, make)


def _fill(environment: dict[str, str], with_demo: bool) -> None:
    _run(environment, "manage.py", "migrate", "--verbosity", "0")
    _run(environment, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    if with_demo:
        logins = _run(environment, "manage.py", "demo", "--json")
        Path(environment["PORTAL_VAR"], "demo.json").write_text(logins)


def _run(environment: dict[str, str], *arguments: str) -> str:
    """What a Python command prints."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
    return done.stdout


@contextmanager
def running_portal(folder: Path, *, with_demo: bool = False) -> Iterator[Portal]:
    with running_server(folder, with_demo=with_demo) as server:
        yield server.portal


def _wait_for_answer(portal: Portal, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{portal.url}/sign-in/", timeout=5):
                return
        except OSError:  # not there yet, or too busy to answer
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
