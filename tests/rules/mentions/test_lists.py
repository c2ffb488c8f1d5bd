"""Step 5: lists as trees, rounded numbers as intervals, and what a text says that came and went."""

from __future__ import annotations

import pytest

from reports.form.content import Content
from reports.form.loader import load_editions
from reports.rules.check import check
from reports.rules.mentions.extraction import mentions
from reports.rules.mentions.lists import listings
from reports.rules.mentions.parts import interval, splits
from reports.rules.mentions.spelling import spelled

NEW = load_editions()["2021"]
TREES = [
    ("公开30条，其中网站20条、公示栏10条", "30: 20 10"),
    ("公开30条。其中，网站20条、公示栏10条", "30: 20 10"),
    ("网站20条，公示栏10条，共计30条", "30: 20 10"),
    ("公开30条，动态、公告、其他分别为15条、10条、5条", "30: 15 10 5"),
    ("公开30条，其中网站20条（动态15条、公告5条）、公示栏10条", "30: 20 10, 20: 15 5"),
    ("办结30件（含上年结转3件），其中予以公开20件，部分公开10件", "30: 20 10, 30: 3"),
    ("公开30条，其中公告20篇、动态10件", "30: 20 10"),  # units of one class
    ("申请30件，其中公开20件，占66.7%；不公开10件，占33.3%", "30: 20 10"),
    ("收到30件，其中信函30件；收到留言5条", "30: 30"),
]


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_a_head_stands_before_its_parts_or_behind(text: str, tree: str) -> None:
    found = listings(spelled(f"{text}。").text)
    told = [f"{one.head.value}: {' '.join(str(m.value) for m in one.parts)}" for one in found]
    assert ", ".join(told) == tree


INTERVALS = [
    ("30条", (30, 30)),
    ("700余条", (700, 799)),
    ("1300余条", (1300, 1399)),
    ("近60条", (51, 60)),
    ("约60条", (50, 70)),
    ("30条以上", (30, 39)),
    ("1.2万条", (11000, 13000)),
    ("1.3万余条", (13000, 13999)),
]


@pytest.mark.parametrize(("text", "bounds"), INTERVALS)
def test_a_rounded_number_is_an_interval(text: str, bounds: tuple[int, int]) -> None:
    (mention,) = mentions(spelled(f"公开{text}。").text)
    assert interval(mention) == bounds


FAULTS = [
    ("公开125条。其中，动态60条，公告64条", "rest"),
    ("公开125条。其中，动态60条，公告66条", "more"),
    ("网站20条，公示栏10条，共计35条", "less"),
    ("网站20条，公示栏10条，共计25条", "more"),
    ("公开100余条，其中动态90条、公告58条", ""),
    ("公开100余条，其中动态190条、公告58条", "more"),
    ("公开近100条，其中动态80条、公告38条", "more"),
    ("公开1.2万条，其中网站7260条、新媒体4800条", ""),
    ("争议11件，其中复议7件，维持6件，未审结1件", ""),
    ("收到63件，结转3件。其中当面13件，信函50件，上述申请已办结64件", ""),
    ("受理45件。其中，公开31件，不公开12件，结转下年办理2件", ""),
    ("收到10件，答复10件，其中公开4件、不公开8件", "more"),
]


@pytest.mark.parametrize(("text", "fault"), FAULTS)
def test_intervals_are_compared(text: str, fault: str) -> None:
    assert "".join(split.fault for split in splits(f"{text}。")) == fault


BALANCES = [
    ("新收申请12件，上年结转3件，办结10件，结转下年5件", ""),
    ("新收申请12件，上年结转3件，办结11件，结转下年5件", "15 16"),
    ("收到12件，上年结转3件，办结11件，结转下年5件", "15 16"),
    ("收到申请15件（含上年结转3件），办结11件，结转下年5件", "15 16"),
    ("新收申请12件，无上年结转，办结11件，结转下年2件", "12 13"),
    ("新收申请12件。上年结转3件。办结11件。结转下年5件", "15 16"),
    ("新收申请12件，办结11件，结转下年5件", ""),  # what was carried over is not said
    ("新收申请12件，上年结转3件，办结11件", ""),
    ("新收申请12件，上年结转3件。\n办结申请11件，结转下年5件", ""),  # of two paragraphs
]


@pytest.mark.parametrize(("text", "sides"), BALANCES)
def test_what_came_in_was_finished_or_carried_on(text: str, sides: str) -> None:
    content = Content(2024, {}, {"s1_overview": f"{text}。"})
    found = [f for f in check(NEW, content) if f.rule == "N-R20"]
    assert [f"{f.left} {f.right}" for f in found] == ([sides] if sides else [])
    assert all(f.severity == "warning" and f.quote in f"{text}。" for f in found)


def test_the_message_of_a_balance_shows_both_sides() -> None:
    text = "新收申请12件，上年结转3件，办结11件，结转下年5件。"
    (finding,) = (
        f for f in check(NEW, Content(2024, {}, {"s1_overview": text})) if f.rule == "N-R20"
    )
    assert str(finding.message) == (
        "“12件，上年结转3件，办结11件，结转下年5件”："
        "收到的 12 + 3 = 15，办理的 11 + 5 = 16，两边差 1，请核对"
    )
