"""Reads a file from outside in a process of its own, so that it can neither stall nor fill ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from reports.reading.doubts import STOPPED, TOO_LARGE_ARCHIVE, TOO_SLOW, Unreadable
from reports.reading.files import MAX_BYTES
from reports.reading.packed import unpack
from reports.reading.report import Reading

SECONDS = 10  # of wall time, on a busy machine; the child itself may compute for less
ROOT = Path(__file__).parents[2]
# Nothing of ours that is secret; and openpyxl keeps to defusedxml, whatever else is installed.
ENVIRONMENT = {"PYTHONUTF8": "1", "OPENPYXL_LXML": "False"}


def read_in_child(
    content: bytes,
    *,
    year: int | None = None,
    or_year: int | None = None,
    seconds: float = SECONDS,
) -> Reading:
    """`read_file` behind limits on time and memory. Raises Unreadable."""
    years = str(year or 0), str(or_year or 0)
    return unpack(run_child("reports.reading", content, *years, seconds=seconds))


def run_child(module: str, content: bytes, *arguments: str, seconds: float = SECONDS) -> str:
    """What the module prints when it is given the file on its input. Raises Unreadable."""
    if len(content) > MAX_BYTES:
        raise Unreadable(TOO_LARGE_ARCHIVE)
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            input=content,
            capture_output=True,
            cwd=ROOT,
            env=ENVIRONMENT,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(TOO_SLOW) from None
    if done.returncode:
        raise Unreadable(STOPPED)
    return done.stdout.decode()
