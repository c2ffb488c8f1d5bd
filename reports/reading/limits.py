"""Limits for a process that reads an uploaded file."""

from __future__ import annotations

import resource

CPU_SECONDS = 3
MEMORY = 512 * 1024 * 1024


def limit_process() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
