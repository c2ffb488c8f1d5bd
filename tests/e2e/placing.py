"""Pasted blocks given to the browser's own modules, many in one page: what each would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from reports.form.edition import Edition
from reports.form.loader import load_editions
from reports.rendering.document import section_grid

OLD, NEW = load_editions()["2019"], load_editions()["2021"]
S2, S3, S4 = "s2_proactive", "s3_requests", "s4_review_litigation"
ROWS = ["new_received", "carried_over", "granted", "partially_granted", "denied_state_secret"]
COLUMNS = [column.code for column in NEW.by_code[S3].tables[0].columns]
FIRST, SECOND = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"

# The modules as the page itself has loaded them. A box's `input` is all of the page they look at.
PLACE = """async ([boxes, blocks]) => {
  const named = name => performance.getEntriesByType("resource").map(each => each.name)
    .find(each => each.includes(`/entry/grid/${name}.`));
  const [{ readClipboard }, { place }, { shapeOf }] = await Promise.all(
    ["clipboard", "placement", "shape"].map(name => import(named(name))));
  const { readFigure } = await import(named("figures"));
  const places = [];
  boxes.forEach(box => {
    for (let y = box.y; y < box.y + box.height; y++) {
      places[y] = places[y] || [];
      for (let x = box.x; x < box.x + box.width; x++) places[y][x] = box;
    }
  });
  const shape = shapeOf(places);
  return blocks.map(([text, html, start]) => {
    const data = { "text/plain": text, "text/html": html };
    const read = readClipboard({ getData: kind => data[kind] });
    if (!read) return { refused: "one value" };
    if (read.tooLarge) return { refused: "too_large" };
    const placed = place(read.rows, shape, boxes.find(box => box.input === start));
    if (placed.refused) return placed;
    const pairs = placed.pairs.filter(pair => pair.cell.kind !== "blank").map(({ cell, box }) =>
      [box.input, cell.text, cell.mark || readFigure(cell.text, box.kind)]);
    return { pairs, left: placed.left.map(each => [each.cell.text, each.why, each.name]) };
  });
}"""


@dataclass(frozen=True)
class Block:
    text: str
    html: str
    start: str  # the cell one is in


@dataclass(frozen=True)
class Placed:
    """What a block would do; `found` is what of it goes into which cell, as written."""

    refused: str
    found: dict[str, str]
    figures: dict[str, str]  # that are read in them
    faults: dict[str, str]
    left: list[tuple[str, str, str]]  # what has no place, why, and the name that says so


def boxes_of(edition: Edition, section: str) -> list[dict[str, Any]]:
    return [
        {
            "y": y, "x": x, "width": slot.colspan, "height": slot.rowspan, "role": slot.role,
            "text": slot.text, "input": slot.cell,
            "kind": edition.cells[slot.cell].kind if slot.cell else "",
        }
        for y, x, slot in section_grid(edition, section).placed()
    ]  # fmt: skip


def place_all(page: Page, edition: Edition, section: str, blocks: Sequence[Block]) -> list[Placed]:
    given = [[block.text, block.html, block.start] for block in blocks]
    return [_placed(each) for each in page.evaluate(PLACE, [boxes_of(edition, section), given])]


def _placed(answer: dict[str, Any]) -> Placed:
    pairs = answer.get("pairs", [])
    found = {cell: text for cell, text, _ in pairs}
    assert len(found) == len(pairs), f"two figures in one cell: {pairs}"
    read = {cell: r if isinstance(r, dict) else {"fault": r} for cell, _, r in pairs}
    return Placed(
        refused=answer.get("refused", ""),
        found=found,
        figures={cell: r["figure"] for cell, r in read.items() if "figure" in r},
        faults={cell: r["fault"] for cell, r in read.items() if "fault" in r},
        left=[tuple(each) for each in answer.get("left", [])],
    )


def named(place: str) -> str:
    """`B2` is the second column of the second row of table three."""
    return f"requests.{ROWS[int(place[1]) - 1]}.{COLUMNS[ord(place[0]) - ord('A')]}"


def as_text(block: str) -> str:
    """`|` is a tab, ` / ` the end of a line."""
    return block.replace("|", "\t").replace(" / ", "\r\n") + "\r\n"


def place_in_three(page: Page, *blocks: str, start: str = "A1", html: str = "") -> list[Placed]:
    """In table three of the form of 2019."""
    given = [Block(as_text(block), html, named(start)) for block in blocks]
    return place_all(page, OLD, S3, given)
