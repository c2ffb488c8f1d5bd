"""`python -m reports.reading.old_office_child PROGRAM FOLDER KIND`: becomes LibreOffice within
limits, which turns `report` in the folder into `out/report.KIND`."""

from __future__ import annotations

import os
import resource
import sys

CPU_SECONDS = 30
MEMORY = 4 * 1024**3  # of addresses, of which it reserves many more than it uses
LARGEST_FILE = 50_000_000


def main(program: str, folder: str, kind: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    quiet = ("--headless", "--norestore", "--nolockcheck", "--nologo")
    wanted = ("--convert-to", kind, "--outdir", f"{folder}/out", f"{folder}/report")
    os.execv(program, [program, profile, *quiet, *wanted])


if __name__ == "__main__":
    main(*sys.argv[1:4])
