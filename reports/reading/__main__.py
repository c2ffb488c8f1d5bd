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
    limit_process()
    year, or_year = (int(argument) or None for argument in arguments)
    try:
        print(pack(read_file(sys.stdin.buffer.read(MAX_BYTES + 1), year=year, or_year=or_year)))
    except Unreadable as error:
        print(pack_refusal(error))
    except (MemoryError, RecursionError):
        print(pack_refusal(Unreadable(STOPPED)))


if __name__ == "__main__":
    main(sys.argv[1:])
