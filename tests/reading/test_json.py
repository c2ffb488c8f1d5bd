"""Our own JSON is read back: exactly what was written, and a doubt for each cell that is none."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from typing import Any

import pytest

from reports.form.content import Content
from reports.form.loader import load_editions
from reports.reading import Reading, Unreadable, doubts, read_file
from reports.rendering import RENDERERS
from reports.rendering.document import build_document
from tests.support.published import AGENCY, TEXTS, random_figures

EDITIONS = load_editions()
YEARS = {"2019": 2020, "2021": 2026}
CELL = "requests.granted.natural_person"
AMOUNT = "art20_8.fees.amount"


def written(year: int = 2026, seed: int = 1) -> bytes:
    edition = EDITIONS["2021" if year > 2020 else "2019"]
    content = Content(year, random_figures(edition, seed), TEXTS, agency=AGENCY)
    return RENDERERS["json"].render(build_document(edition, content))


def changed(figures: dict[str, Any] | None = None, **heads: object) -> bytes:
    """Our JSON of 2026 with other cells or heads."""
    found = json.loads(written())
    found["figures"].update(figures or {})
    return json.dumps({**found, **heads}).encode()


def without(name: str) -> bytes:
    found = json.loads(written())
    del found[name]
    return json.dumps(found).encode()


def doubted(reading: Reading) -> list[tuple[str, str, str]]:
    return [(d.cell, d.found, str(d.reason)) for d in reading.doubts]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("edition", EDITIONS)
def test_what_was_written_is_read(edition: str, seed: int) -> None:
    read = read_file(written(YEARS[edition], seed))
    assert read.content.figures == random_figures(EDITIONS[edition], seed)
    assert (read.content.agency, read.content.year) == (AGENCY, YEARS[edition])
    assert (read.edition.id, read.doubts) == (edition, ())
    assert read.content.texts == {c: text.replace("\n\n", "\n") for c, text in TEXTS.items()}


@pytest.mark.parametrize("figure", [None, 0, 10**11, Decimal("59237.2449"), Decimal("0.0001")])
def test_blanks_and_amounts_stay_what_they_are(figure: Any) -> None:
    content = Content(2026, {AMOUNT: figure}, agency=AGENCY)
    made = RENDERERS["json"].render(build_document(EDITIONS["2021"], content))
    assert read_file(made).content.figures[AMOUNT] == figure


@pytest.mark.parametrize(
    ("value", "found", "words"),
    [
        ("三件", "三件", "填的不是数字"),
        (-1, "-1", "填的是负数"),
        (1.5, "1.5", "填的不是整数"),
        (True, "true", "填的不是数字"),
        ([1], '["1"]', "填的不是数字"),
        ({"a": "乙"}, '{"a": "乙"}', "填的不是数字"),
        (10**30, "1" + "0" * 30, "数字过长"),
        (float("nan"), "NaN", "填的不是数字"),
    ],
)
def test_what_is_no_figure_is_doubted_in_its_cell(value: object, found: str, words: str) -> None:
    read = read_file(changed({CELL: value}))
    assert read.content.figures[CELL] is None
    ((cell, quote, reason),) = doubted(read)
    assert (cell, quote) == (CELL, found) and words in reason


def test_a_cell_that_is_not_there_is_doubted_and_one_too_many_named() -> None:
    found = json.loads(written())
    found["figures"]["requests.granted.nobody"] = found["figures"].pop(CELL)
    read = read_file(json.dumps(found).encode())
    assert doubted(read) == [
        ("", "requests.granted.nobody", "文件中有本版式没有的单元格，没有读取。"),
        (CELL, "", "文件中没有这一格。"),
    ]


def test_year_and_agency_may_be_wanting() -> None:
    read = read_file(changed(year="2026年", agency=""), or_year=2025)
    assert read.content.year == 2025
    assert [d.reason for d in read.doubts] == [doubts.YEAR_ASSUMED, doubts.AGENCY_MISSING]
    assert read_file(changed(), year=2024).content.year == 2024
    signed = changed(agency="", texts={"s6_other": f"正文。\n{AGENCY}\n2027年1月20日"})
    assert read_file(signed).content.agency == AGENCY
    assert read_file(signed).content.texts["s6_other"] == "正文。"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", doubts.DAMAGED),
        (written().rpartition(b",")[0], doubts.DAMAGED),
        (written().replace(b'"year"', b'"agency"'), doubts.DAMAGED),
        (b'{"figures": ' + b"[" * 200_000, doubts.TOO_DEEP),
        (b"{}", doubts.NO_TABLES),
        (without("figures"), doubts.NO_TABLES),
        (without("edition"), doubts.NO_TABLES),
        (changed(edition="2030"), doubts.NO_TABLES),
        (changed(edition=["2021"]), doubts.NO_TABLES),
        (without("year"), doubts.NO_YEAR),
        (changed(year=2026.5), doubts.NO_YEAR),
    ],
    ids=range(11),
)
def test_what_is_no_report_is_refused(content: bytes, reason: object) -> None:
    with pytest.raises(Unreadable) as refused:
        read_file(content)
    assert refused.value.reason == reason


def test_damaged_anywhere_it_is_read_or_refused_and_nothing_else() -> None:
    rng, content, refused = random.Random(7), written(), 0
    for _ in range(300):
        damaged = bytearray(content)
        for _ in range(rng.randrange(1, 4)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        try:
            read_file(bytes(damaged), or_year=2026)
        except Unreadable:
            refused += 1
    assert 0 < refused < 300
