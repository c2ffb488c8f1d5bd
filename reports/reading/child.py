"""Reads an uploaded file in a separate process, so that it can neither stall nor fill ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from reports.reading.doubts import STOPPED, TOO_LARGE_ARCHIVE, TOO_SLOW, Unreadable
from reports.reading.files import MAX_BYTES
from reports.reading.packed import unpack
from reports.reading.report import Reading

SECONDS = 10  # of wall time, for busy machines; the child's CPU limit is lower
ROOT = Path(__file__).parents[2]
# Contains no secrets, and makes openpyxl use defusedxml whatever else is installed.
ENVIRONMENT = {"PYTHONUTF8": "1", "OPENPYXL_LXML": "False"}


def read_in_child(
    content: bytes,
    *,
    year: int | None = None,
    or_year: int | None = None,
    seconds: float = SECONDS,
) -> Reading:
    """Run `read_file` within limits of time and memory. Raises Unreadable."""
    years = str(year or 0), str(or_year or 0)
    return unpack(run_child("reports.reading", content, *years, seconds=seconds))


def run_child(module: str, content: bytes, *arguments: str, seconds: float = SECONDS) -> str:
    """Return what the module prints when given the file on standard input. Raises Unreadable."""
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
