"""What the servers of a run begin with: made by the first worker that wants it, copied by the others.

On SQLite database and static files are files; on PostgreSQL each server makes its own.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path


def shared_folder(basetemp: Path) -> Path:
    """Of all workers of a run: pytest gives each a folder of its own inside it."""
    return basetemp.parent if "PYTEST_XDIST_WORKER" in os.environ else basetemp


def copy_of(made: Path, folder: Path, make: Callable[[Path], None]) -> None:
    """Copies into `folder` what `make` has put into `made`, or puts it there first."""
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half = made.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            make(half)
            half.rename(made)
    shutil.copytree(made, folder, dirs_exist_ok=True)
