"""`python -m reports.workbook`: reads a workbook from standard input, within limits, to JSON."""

from __future__ import annotations

import sys

from reports.reading.doubts import STOPPED, Unreadable
from reports.reading.files import MAX_BYTES
from reports.reading.limits import limit_process
from reports.reading.packed import pack_refusal
from reports.workbook.packed import pack
from reports.workbook.reading import read_workbook


def main() -> None:
    limit_process()
    try:
        print(pack(read_workbook(sys.stdin.buffer.read(MAX_BYTES + 1))))
    except Unreadable as error:
        print(pack_refusal(error))
    except (MemoryError, RecursionError):
        print(pack_refusal(Unreadable(STOPPED)))


if __name__ == "__main__":
    main()
