"""`python -m reports.reading YEAR OR_YEAR`: a file on standard input -> JSON, within limits.

Both years as `read_file` takes them, 0 where not given.
"""

from __future__ import annotations

import resource
import sys

from reports.reading.doubts import STOPPED, Unreadable
from reports.reading.files import MAX_BYTES, read_file
from reports.reading.packed import pack, pack_refusal

CPU_SECONDS = 3
MEMORY = 512 * 1024 * 1024


def main(arguments: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    year, or_year = (int(argument) or None for argument in arguments)
    try:
        print(pack(read_file(sys.stdin.buffer.read(MAX_BYTES + 1), year=year, or_year=or_year)))
    except Unreadable as error:
        print(pack_refusal(error))
    except (MemoryError, RecursionError):
        print(pack_refusal(Unreadable(STOPPED)))


if __name__ == "__main__":
    main(sys.argv[1:])
