"""`python -m reports.reading YEAR OR_YEAR`: turns a file on standard input into JSON, within
limits.

Both years are as in `read_file`, with 0 for none.
"""

from __future__ import annotations

import sys

from reports.reading.doubts import STOPPED, Unreadable
from reports.reading.files import MAX_BYTES, read_file
from reports.reading.limits import limit_process
from reports.reading.packed import pack, pack_refusal


def main(arguments: list[str]) -> None:
    year, or_year = (int(argument) or None for argument in arguments)
    print(answer(sys.stdin.buffer.read(MAX_BYTES + 1), year, or_year))


def answer(content: bytes, year: int | None = None, or_year: int | None = None) -> str:
    """Set this process its limits, and return what it reads or why it does not, as JSON."""
    limit_process()
    try:
        return pack(read_file(content, year=year, or_year=or_year))
    except Unreadable as error:
        return pack_refusal(error)
    except (MemoryError, RecursionError):
        return pack_refusal(Unreadable(STOPPED))


if __name__ == "__main__":
    main(sys.argv[1:])
