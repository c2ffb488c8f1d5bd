"""A portal of its own: the real server, as `make run` starts it, on an empty database."""

from __future__ import annotations

import atexit
import json
import os
import random
import shutil
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
from tempfile import mkdtemp
from typing import Any

from tests.e2e.beside import PATIENCE, ROOT, Beside
from tests.support.both_databases import on_postgresql
from tests.support.databases import empty_database

_prepared: dict[str, Path] = {}
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
def running_server(folder: Path, application: str = "portal.wsgi") -> Iterator[Server]:
    with empty_database(folder) as database:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.e2e.settings",
            "PORTAL_VAR": str(folder),
            "PORTAL_HTTPS": "0",
            "DATABASE_URL": database,
        }
        beside = Beside(environment, folder / "beside.log")
        portal = Portal(f"http://127.0.0.1:{_free_port()}", environment, beside)
        _prepare(portal)
        server = Server(portal, application)
        try:
            server.start()
            yield server
        finally:
            server.stop()
            beside.stop()


def _prepare(portal: Portal) -> None:
    """An empty database with its tables, and the static files: on SQLite made once in a process, as
    both are files, and copied for the next server."""
    made = _prepared.get("folder")
    if made and not on_postgresql():
        shutil.copytree(made, portal.folder, dirs_exist_ok=True)
        return
    portal.run("manage.py", "migrate", "--verbosity", "0")
    portal.run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    if not on_postgresql():
        _prepared["folder"] = Path(mkdtemp(prefix="portal-prepared-"))
        shutil.copytree(portal.folder, _prepared["folder"], dirs_exist_ok=True)
        atexit.register(shutil.rmtree, _prepared["folder"], ignore_errors=True)


@contextmanager
def running_portal(folder: Path) -> Iterator[Portal]:
    with running_server(folder) as server:
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
