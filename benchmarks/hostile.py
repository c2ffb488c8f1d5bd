"""python -m benchmarks.hostile: the seconds that files and texts take which want to stall.

Without a database. The tests bound the same by counting; a child that reads a file is stopped
after reports.reading.limits.CPU_SECONDS in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import process_time

from reports.form.content import Content
from reports.form.loader import load_editions
from reports.reading import Unreadable, read_file
from reports.reading.limits import CPU_SECONDS
from reports.rules.check import check
from reports.workbook import read_workbook
from tests.support.hostile_reports import HOSTILE

SHOWN = 8
TEXT = 2.0  # seconds at most
SENTENCES = Path(__file__).parents[1] / "tests/rules/published_sentences.txt"
PARTS = ("1件", "其中1件", "收到申请1件，", "1件：1件，", "占1%，", "上年1件，增长1%", "（")


def main() -> None:
    show("Reports that are read", files(read_file), CPU_SECONDS)
    show("The same as workbooks", files(read_workbook), CPU_SECONDS)
    show("Texts of 20,000 characters that are checked", texts(), TEXT)
    show("The same of sentences of reports, a number in each", dense(20_000), 0.15)
    show("An overview of 1,500 such characters", dense(1_500), 0.015)


def files(read: Callable[[bytes], object]) -> Iterator[tuple[float, str]]:
    for name, make in HOSTILE.items():
        content = make()
        yield seconds_of(lambda content=content: read(content)), name


def texts() -> Iterator[tuple[float, str]]:
    edition = load_editions()["2021"]
    figures = dict.fromkeys(edition.cells, 1)
    for part in PARTS:
        content = Content(2024, figures, {"s1_overview": part * (20_000 // len(part))})
        yield seconds_of(lambda content=content: check(edition, content)), part


def dense(size: int) -> Iterator[tuple[float, str]]:
    edition = load_editions()["2021"]
    lines = [line for line in SENTENCES.read_text("utf-8").splitlines() if line[:1] != "#"]
    text = "\n".join(line.partition(" | ")[2] for line in lines)
    figures = dict.fromkeys(edition.cells, 1)
    check(edition, Content(2024, figures, {"s1_overview": text[:99]}))  # what is done but once
    content = Content(2024, figures, {"s1_overview": (text * 3)[7 : 7 + size]})
    yield seconds_of(lambda: check(edition, content)), SENTENCES.name


def seconds_of(work: Callable[[], object]) -> float:
    start = process_time()
    with suppress(Unreadable):
        work()
    return process_time() - start


def show(title: str, measured: Iterator[tuple[float, str]], accept: float) -> None:
    print(f"{title}: the longest, in seconds of CPU, up to {accept:g} accepted")
    for seconds, name in sorted(measured, reverse=True)[:SHOWN]:
        print(f"  {seconds:6.2f}  {'' if seconds <= accept else 'MISSED  '}{name}")


if __name__ == "__main__":
    main()
