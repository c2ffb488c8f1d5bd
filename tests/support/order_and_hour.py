"""Options for runs that find what a test owes to its neighbours, or to the hour:

pytest --shuffle 7 --hypothesis-seed 7
pytest -m "not e2e" --at 2028-02-29T23:59:58
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
import time_machine

BEIJING = ZoneInfo("Asia/Shanghai")


def add_options(parser: pytest.Parser) -> None:
    parser.addoption(
        "--shuffle", type=int, metavar="SEED", help="in another order, and seed random"
    )
    parser.addoption(
        "--at", type=dt.datetime.fromisoformat, metavar="TIME", help="begin each test at that time"
    )


def shuffle(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Modules, and the tests of each: what a module shares is still made once. The browser tests
    stay together, as Playwright lets nobody else at a database while it runs."""
    seed = config.getoption("--shuffle")
    if seed is None:
        return
    chance = random.Random(seed)
    modules = [list(found) for _, found in groupby(items, key=lambda item: item.path)]
    for found in [modules, *modules]:
        chance.shuffle(found)
    modules.sort(key=lambda found: "e2e" in found[0].path.parts)
    items[:] = [item for found in modules for item in found]


class OrderAndHour:
    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Around the fixtures too. The server of a browser test keeps its own time."""
        seed, at = item.config.getoption("--shuffle"), item.config.getoption("--at")
        if seed is not None:
            random.seed(f"{seed} {item.nodeid}")
        with time_machine.travel(at.replace(tzinfo=BEIJING), tick=True) if at else nullcontext():
            return (yield)
