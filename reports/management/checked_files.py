"""Published files, read and checked, one or a whole folder of them. Needs no database.

Files are read by processes of their own, two at a time; meanwhile the rules are loaded. Of many
files each is read by a fork of one of two processes, which have loaded the readers once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from reports.form.content import Content, Finding, Severity
from reports.form.loader import load_editions
from reports.language import in_readers_language
from reports.reading import Reading, Unreadable, read_in_child
from reports.reading.archive import MAX_FILE
from reports.reading.child import ManyReader

AT_ONCE = 2
_NOT_MEANT = (".", "~$")  # how names of hidden files and of locks begin


class NotRead(Exception):
    """A file that says no report, with a line that says why."""


@dataclass(frozen=True)
class CheckedFile:
    """A file with what was read and found, or why not."""

    path: Path
    reading: Reading | None = None
    findings: Sequence[Finding] = ()
    refusal: str = ""

    def count(self, severity: Severity) -> int:
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def status(self) -> int:
        """The exit status that it asks for."""
        return 2 if self.reading is None else int(bool(self.count("error")))


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files given, and of folders those within, in order."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        below = sorted(path.rglob("*"))
        yield from (p for p in below if p.is_file() and not p.name.startswith(_NOT_MEANT))


def read(path: Path, year: int | None = None) -> Reading:
    """Raises NotRead."""
    return _read_by(lambda content: read_in_child(content, year=year), path)


def _read_by(reader: Callable[[bytes], Reading], path: Path) -> Reading:
    try:
        with path.open("rb") as file:
            return reader(file.read(MAX_FILE + 1))
    except OSError as error:
        raise NotRead(f"{path}: {error.strerror}") from error
    except Unreadable as error:
        raise NotRead(f"{path.name}: {in_readers_language(error.reason)}") from error


def checked(path: Path, year: int | None, previous: Path | None) -> tuple[CheckedFile, int | None]:
    """Return the file, and the year of the report said to be last year's. Raises NotRead."""
    paths = [(path, year), *([(previous, None)] if previous else [])]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        coming = [pool.submit(read, *one) for one in paths]
        check = _rules()
        reading, *others = (one.result() for one in coming)
    last = others[0].content if others else None
    findings = check(reading.edition, reading.content, last)
    return CheckedFile(path, reading, findings), last.year if last else None


def all_checked(paths: Sequence[Path]) -> list[CheckedFile]:
    """Check many; of two reports of an agency, the one of the year before is compared with."""
    readers = [ManyReader() for _ in range(min(AT_ONCE, len(paths)))]
    try:
        with ThreadPoolExecutor(len(readers)) as pool:
            idle = SimpleQueue[ManyReader]()
            for reader in readers:
                idle.put(reader)
            coming = [pool.submit(_read_or_refused, path, idle) for path in paths]
            check = _rules()
            files = [one.result() for one in coming]
    finally:
        for reader in readers:
            reader.close()
    known = {(r.content.agency, r.content.year): r.content for f in files if (r := f.reading)}
    found = []
    for file in files:
        reading = file.reading
        last = _last_year_of(reading.content, known) if reading else None
        findings = check(reading.edition, reading.content, last) if reading else []
        found.append(CheckedFile(file.path, reading, findings, file.refusal))
    return found


def _rules() -> Callable[..., list[Finding]]:
    """Load the rules, and have them compile their patterns, while the files are being read."""
    from reports.rules.check import check

    edition = max(load_editions().values(), key=lambda one: one.first_year)
    check(edition, Content(edition.first_year, {}, {"s1_overview": "公开1件。"}, agency="某县某局"))
    return check


def _last_year_of(content: Content, known: dict[tuple[str, int], Content]) -> Content | None:
    return known.get((content.agency, content.year - 1)) if content.agency else None


def _read_or_refused(path: Path, idle: SimpleQueue[ManyReader]) -> CheckedFile:
    reader = idle.get()
    try:
        return CheckedFile(path, _read_by(reader.read, path))
    except NotRead as error:
        return CheckedFile(path, refusal=str(error))
    finally:
        idle.put(reader)
