"""Old Word, Excel and WPS files, turned into new ones by LibreOffice; here by a program in its
place that is found and run in the same way."""

import os
import signal
import stat
import time
from pathlib import Path

import pytest

from reports.form.loader import load_editions
from reports.reading import Unreadable, old_office, read_in_child
from reports.reading.archive import OLD_OFFICE
from reports.reading.doubts import (
    BUSY,
    DAMAGED,
    ENCRYPTED,
    OLD_EXCEL,
    OLD_OR_LOCKED,
    OLD_WORD,
    TOO_SLOW,
)
from reports.reading.old_office import converted
from tests.support.published import random_figures
from tests.support.report_files import WRITERS, Style, paper

EDITION = load_editions()["2021"]
FIGURES = random_figures(EDITION, 1)
NEW = {"doc": "docx", "xls": "xlsx"}


def old(*streams: str) -> bytes:
    """The beginning of an old office file, with the names of its streams."""
    return OLD_OFFICE + bytes(504) + b"".join(f"{name}\0".encode("utf-16-le") for name in streams)


OLD = {"doc": old("WordDocument"), "xls": old("Workbook")}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program would be, first on the path."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.defpath}")
    return tmp_path / "soffice"


def install(program: Path, script: str) -> None:
    """A program that knows where to write: it is told like LibreOffice."""
    program.write_text(
        '#!/bin/sh\nwhile [ "$1" != --convert-to ]; do shift; done\nkind=$2 out=$4 file=$5\n'
        + script
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize("kind", OLD)
def test_an_old_file_is_read_as_the_new_one_it_is_turned_into(
    kind: str, office: Path, tmp_path: Path
) -> None:
    new = tmp_path / f"new.{NEW[kind]}"
    new.write_bytes(WRITERS[NEW[kind]](paper(EDITION, FIGURES, Style(), 2023), Style()))
    install(office, f'test "$kind" = {NEW[kind]} && mkdir "$out" && cp {new} "$out/report.$kind"\n')
    reading = read_in_child(OLD[kind])
    assert reading.content.figures == FIGURES
    assert reading.doubts == ()


def test_it_is_run_within_limits_without_macros_and_secrets(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", "secret")
    told = tmp_path / "told"
    install(
        office,
        f'(ulimit -t; ulimit -v; ulimit -f; env; cat "$HOME"/profile/user/*.xcu; cat "$file") > {told}\n',
    )
    with pytest.raises(Unreadable, match="损坏"):
        converted(OLD["doc"])
    words = told.read_bytes()
    assert words.split(b"\n")[:2] == [b"30", b"4194304"]
    assert b"DisableMacrosExecution" in words and b"BlockUntrustedRefererLinks" in words
    assert b"secret" not in words
    assert words.endswith(OLD["doc"])


@pytest.mark.parametrize(
    ("content", "reason"), [(OLD["doc"], OLD_WORD), (OLD["xls"], OLD_EXCEL)], ids=OLD
)
def test_without_it_one_is_told_how_to_save_the_file(
    content: bytes, reason: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unreadable) as refused:
        read_in_child(content)
    assert refused.value.reason is reason
    assert "另存为" in str(reason)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (old("EncryptedPackage"), ENCRYPTED),
        (old("VisioDocument"), OLD_OR_LOCKED),
        (OLD_OFFICE, OLD_OR_LOCKED),
    ],
)
def test_what_is_no_document_is_not_handed_over(
    content: bytes, reason: object, office: Path
) -> None:
    install(office, f"touch {office.parent}/ran\n")
    with pytest.raises(Unreadable) as refused:
        read_in_child(content)
    assert refused.value.reason is reason
    assert not (office.parent / "ran").exists()


def test_a_program_that_leaves_nothing_behind_is_told_as_a_damaged_file(office: Path) -> None:
    install(office, "exit 1\n")
    with pytest.raises(Unreadable) as refused:
        converted(OLD["doc"])
    assert refused.value.reason is DAMAGED


def test_one_is_turned_at_a_time_and_others_are_told_to_press_again(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(office, "exit 1\n")
    monkeypatch.setattr(old_office, "PATIENCE", 0.01)
    with old_office.ONE, pytest.raises(Unreadable) as refused:
        converted(OLD["doc"])
    assert refused.value.reason is BUSY
    with pytest.raises(Unreadable, match="损坏"):
        converted(OLD["doc"])


def test_a_program_that_stalls_is_ended_with_what_it_started(office: Path, tmp_path: Path) -> None:
    install(office, f"sleep 600 & echo $! > {tmp_path}/started\nsleep 600\n")
    with pytest.raises(Unreadable) as refused:
        converted(OLD["doc"], seconds=1)
    assert refused.value.reason is TOO_SLOW
    assert is_gone(int((tmp_path / "started").read_text()))


def is_gone(process: int) -> bool:
    """Whether a process has ended, or only waits to be buried by the first of all."""
    for _ in range(50):
        try:
            os.kill(process, signal.SIGCONT)
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False
