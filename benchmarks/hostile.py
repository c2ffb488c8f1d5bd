"""python -m benchmarks.hostile: the seconds that files and texts take which want to stall, and what
a check costs of texts as people write them.

Without a database. The tests bound the same by counting; a child that reads a file is stopped
after reports.reading.limits.CPU_SECONDS in any case.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time

from reports.analysis.text_diff import text_diff
from reports.form.content import Content, Figure
from reports.form.loader import load_editions
from reports.reading import Unreadable, read_file
from reports.reading.limits import CPU_SECONDS
from reports.rules.check import check
from reports.workbook import read_workbook
from tests.rules.test_facts import WORST
from tests.support.hostile_reports import HOSTILE
from tests.support.published import published

SHOWN = 8
LENGTH = 20_000  # characters of a long text
ORDINARY = 1_500
LONG_CHECK, ORDINARY_CHECK, START = 0.150, 0.015, 0.4  # seconds accepted
ROUNDS = 7
ROOT = Path(__file__).parents[1]
SENTENCES = ROOT / "tests/rules/published_sentences.txt"  # a number in each
PARTS = ("1件", "其中1件", "收到申请1件，", "1件：1件，", "占1%，", "上年1件，增长1%", "（")
EDITION = load_editions()["2021"]
FIGURES: Mapping[str, Figure] = dict.fromkeys(EDITION.cells, 1)


def main() -> None:
    show("Reports that are read", files(read_file), CPU_SECONDS)
    show("The same as workbooks", files(read_workbook), CPU_SECONDS)
    show(f"Texts of {LENGTH:,} characters that are checked", hostile_texts(), LONG_CHECK)
    show("The same compared with themselves, changed", differences(), LONG_CHECK)
    show(f"A check of a written text of {LENGTH:,} characters", written(LENGTH), LONG_CHECK)
    show(f"A check of one of {ORDINARY:,}", written(ORDINARY), ORDINARY_CHECK)
    show("manage.py check_report, with its child", starts(), START)


def files(read: Callable[[bytes], object]) -> Iterator[tuple[float, str]]:
    for name, make in HOSTILE.items():
        content = make()
        yield seconds_of(lambda content=content: read(content)), name


def hostile_texts() -> Iterator[tuple[float, str]]:
    """Each at three lengths, to see how it grows; the longest counts."""
    for part in dict.fromkeys((*PARTS, *(part for parts in WORST.values() for part in parts))):
        taken = [median_of(partial(check_of, part), LENGTH // share, 3) for share in (4, 2, 1)]
        grown = ", ".join(f"{seconds * 1000:.0f}" for seconds in taken)
        yield taken[-1], f"{part!r} ({grown} ms at 5, 10 and 20 thousand)"


def check_of(part: str, length: int, number: int) -> None:
    text = f"第{number}稿" + part * (length // len(part))
    check(EDITION, Content(2024, FIGURES, {"s1_overview": text}, agency="棠溪县教育局"))


def differences() -> Iterator[tuple[float, str]]:
    for part in (*PARTS, "本局公开信息。", "本局公开信息，"):
        text = part * (LENGTH // len(part))
        other = (part + "改。") * (LENGTH // (len(part) + 2))
        yield seconds_of(partial(text_diff, text, other)), part


def written(length: int) -> Iterator[tuple[float, str]]:
    lines = [line for line in SENTENCES.read_text("utf-8").splitlines() if line[:1] != "#"]
    words = "\n".join(line.partition(" | ")[2] for line in lines)
    yield median_of(partial(check_written, words), length, ROUNDS), SENTENCES.name


def check_written(words: str, length: int, number: int) -> None:
    text = (f"第{number}稿，" + words * (length // len(words) + 1))[:length]
    check(EDITION, Content(2024, FIGURES, {"s1_overview": text}, agency="棠溪县教育局"))


def starts() -> Iterator[tuple[float, str]]:
    """CPU of the whole command: what it imports, its child that reads, the check."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.txt"
        empty = dict.fromkeys(EDITION.cells, 0)
        path.write_text(published(EDITION, empty, year=2024), encoding="utf-8")
        for name, argument in (("--help", "--help"), ("a text file, read and checked", str(path))):
            command = [sys.executable, str(ROOT / "manage.py"), "check_report", argument]
            yield median(cpu_of(command) for _round in range(ROUNDS)), name


def cpu_of(command: list[str]) -> float:
    before = os.times()
    subprocess.run(command, capture_output=True, check=False)
    after = os.times()
    own = after.children_user - before.children_user
    return own + after.children_system - before.children_system


def median_of(work: Callable[[int, int], object], length: int, rounds: int) -> float:
    """Of rounds that differ, so that nothing is remembered from the one before."""
    work(length, 0)
    return median(seconds_of(partial(work, length, n + 1)) for n in range(rounds))


def seconds_of(work: Callable[[], object]) -> float:
    start = process_time()
    with suppress(Unreadable):
        work()
    return process_time() - start


def show(title: str, measured: Iterator[tuple[float, str]], accept: float) -> None:
    print(f"{title}: the longest, in seconds of CPU, up to {accept:g} accepted")
    for seconds, name in sorted(measured, reverse=True)[:SHOWN]:
        print(f"  {seconds:6.3f}  {'' if seconds <= accept else 'MISSED  '}{name}")


if __name__ == "__main__":
    main()
