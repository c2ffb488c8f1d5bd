"""Old Word and Excel files, and those of WPS (.doc, .wps, .xls, .et): LibreOffice, where it is
installed, turns them into .docx and .xlsx, in a process of its own within limits."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore

from reports.form.content import Words
from reports.reading.archive import MAX_FILE, OLD_OFFICE
from reports.reading.doubts import (
    BUSY,
    DAMAGED,
    ENCRYPTED,
    OLD_EXCEL,
    OLD_OR_LOCKED,
    OLD_WORD,
    TOO_LARGE_ARCHIVE,
    TOO_SLOW,
    Unreadable,
)

SECONDS = 60  # of wall time; what it may compute is bounded too
ONE = BoundedSemaphore(1)  # of it at once in a process
PATIENCE = 2  # seconds that others wait
PROGRAMS = ("soffice", "libreoffice")
ROOT = Path(__file__).parents[2]
_LOCKED = "EncryptedPackage".encode("utf-16-le")
# No macros, and nothing that a file names elsewhere is fetched.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>"""


@dataclass(frozen=True)
class _Kind:
    streams: tuple[str, ...]  # by which a file is known
    new: str
    how_to_save: Words


_KINDS = (
    _Kind(("WordDocument",), "docx", OLD_WORD),
    _Kind(("Workbook", "Book"), "xlsx", OLD_EXCEL),
)


def is_old_office(content: bytes) -> bool:
    return content.startswith(OLD_OFFICE)


def converted(content: bytes, *, seconds: float = SECONDS) -> bytes:
    """Return the same document as .docx or .xlsx. Raises Unreadable: where LibreOffice is missing,
    with how to save the file anew."""
    kind = _kind_of(content)
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise Unreadable(kind.how_to_save)
    if not ONE.acquire(timeout=PATIENCE):
        raise Unreadable(BUSY)
    try:
        with TemporaryDirectory(prefix="old-office-") as name:
            folder = Path(name)
            _prepare(folder, content)
            _run([program, str(folder), kind.new], folder, seconds)
            return _result(folder / "out" / f"report.{kind.new}")
    finally:
        ONE.release()


def _kind_of(content: bytes) -> _Kind:
    if _LOCKED in content:
        raise Unreadable(ENCRYPTED)
    for kind in _KINDS:
        if any(f"{name}\0".encode("utf-16-le") in content for name in kind.streams):
            return kind
    raise Unreadable(OLD_OR_LOCKED)


def _prepare(folder: Path, content: bytes) -> None:
    (folder / "report").write_bytes(content)
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_SETTINGS)


def _run(arguments: list[str], folder: Path, seconds: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "reports.reading.old_office_child", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=_environment(folder),
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise Unreadable(TOO_SLOW) from None
    finally:
        _end(process)


def _environment(folder: Path) -> Mapping[str, str]:
    """Return what LibreOffice needs and no secrets."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LANG": "C.UTF-8"}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it with all it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _result(file: Path) -> bytes:
    if not file.is_file():
        raise Unreadable(DAMAGED)
    if file.stat().st_size > MAX_FILE:
        raise Unreadable(TOO_LARGE_ARCHIVE)
    return file.read_bytes()
