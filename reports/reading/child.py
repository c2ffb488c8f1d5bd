"""Reads an uploaded file in a separate process, so that it can neither stall nor fill ours.

The system bounds what a child computes (`limits`): on a busy machine an ordinary file takes long
and is read all the same. Wall time only ends what stands still. A server's process has two children
at once; who comes third waits a moment and is then told to try again, so that files never hold all
threads of a worker.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from reports.reading.archive import MAX_FILE
from reports.reading.doubts import BUSY, STOPPED, TOO_LARGE_ARCHIVE, TOO_SLOW, Unreadable
from reports.reading.old_office import converted, is_old_office
from reports.reading.packed import unpack
from reports.reading.result import Reading

SECONDS = 60  # of wall time: only what stands still takes that long
AT_ONCE = BoundedSemaphore(2)  # children of this process
PATIENCE = 2  # seconds that others wait
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
    """Run `read_file` within limits of time and memory; an old office file is turned into a new
    one first. Raises Unreadable."""
    if len(content) <= MAX_FILE and is_old_office(content):
        content = converted(content)
    years = str(year or 0), str(or_year or 0)
    return unpack(run_child("reports.reading", content, *years, seconds=seconds))


def run_child(module: str, content: bytes, *arguments: str, seconds: float = SECONDS) -> str:
    """Return what the module prints when given the file on standard input. Raises Unreadable."""
    if len(content) > MAX_FILE:
        raise Unreadable(TOO_LARGE_ARCHIVE)
    if not AT_ONCE.acquire(timeout=PATIENCE):
        raise Unreadable(BUSY)
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
    finally:
        AT_ONCE.release()
    if done.returncode:
        raise Unreadable(STOPPED)
    return done.stdout.decode()


class ManyReader:
    """A process of which forks read many files one after the other, each within limits of its own.
    For whoever has a folder read: it starts the interpreter once, and holds no turn."""

    def __init__(self) -> None:
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "reports.reading.forks"]
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=ENVIRONMENT
        )

    def read(self, content: bytes) -> Reading:
        """Read a file as `read_in_child` does. Raises Unreadable."""
        if len(content) > MAX_FILE:
            raise Unreadable(TOO_LARGE_ARCHIVE)
        if is_old_office(content):
            content = converted(content)
        if self.process.poll() is not None:
            self.process = self._started()
        try:
            return unpack(self._answer(content))
        except (OSError, ValueError) as error:
            if isinstance(error, Unreadable):
                raise
            raise Unreadable(STOPPED) from None

    def _answer(self, content: bytes) -> str:
        requests, answers = self.process.stdin, self.process.stdout
        assert requests and answers
        requests.write(b"%d\n%b" % (len(content), content))
        requests.flush()
        return answers.read(int(answers.readline())).decode()

    def close(self) -> None:
        self.process.communicate()  # it ends with its requests
