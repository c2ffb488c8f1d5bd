"""`python -m reports.reading.forks`: reads one file after another, each in a fork of its own within
the limits of `reports.reading`, so that the readers are loaded once for all of them.

A request is a line with the number of its bytes, and the bytes; so is an answer.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

from reports.reading.__main__ import answer
from reports.reading.doubts import STOPPED, Unreadable
from reports.reading.packed import pack_refusal

SECONDS = 60  # of wall time: only what stands still takes that long


def main() -> None:
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := requests.readline():
        said = _in_fork(requests.read(int(line)))
        answers.write(b"%d\n%b" % (len(said), said))
        answers.flush()


def _in_fork(content: bytes) -> bytes:
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        _answer(content, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _pid, status = os.waitpid(pid, 0)
    return pack_refusal(Unreadable(STOPPED)).encode() if status else said


def _answer(content: bytes, writing: int) -> NoReturn:
    """Read in the fork, and leave it without what a process does at its end."""
    status = 1
    try:
        signal.alarm(SECONDS)  # ends it
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer(content).encode())
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
