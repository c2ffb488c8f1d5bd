"""The grid as it should answer keys and mouse, stated anew from the printed form: what stands in each
cell, where one is, what is selected. It knows nothing of the scripts, and is driven beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from reports.form.edition import Edition
from reports.rendering.document import section_grid

SIDEWAYS = {"ArrowLeft": (0, -1, False), "ArrowRight": (0, 1, False), "Home": (0, -1, True),
            "End": (0, 1, True), "Control+ArrowLeft": (0, -1, True),
            "Control+ArrowRight": (0, 1, True)}  # fmt: skip
UPRIGHT = {"ArrowUp": (-1, 0, False), "ArrowDown": (1, 0, False),
           "Control+ArrowUp": (-1, 0, True), "Control+ArrowDown": (1, 0, True)}  # fmt: skip
STAYING = ("Control+Enter", "Alt+Enter", "PageUp", "PageDown")
MARKING = ("Shift+ArrowLeft", "Shift+ArrowRight", "Shift+ArrowUp", "Shift+ArrowDown",
           "Shift+Home", "Shift+End")  # fmt: skip


@dataclass(frozen=True)
class Box:
    cell: str
    y: int
    x: int
    width: int
    table: str


@dataclass
class Grid:
    """The cells of a section; `open` are written in, `fixed` are entered and stay as they are."""

    edition: Edition
    section: str
    values: dict[str, str]
    open: set[str]
    fixed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        slots = section_grid(self.edition, self.section).placed()
        self.boxes = [
            Box(slot.cell, y, x, slot.colspan, slot.cell.split(".")[0])
            for y, x, slot in slots
            if slot.cell
        ]
        self.by_cell = {box.cell: box for box in self.boxes}
        self.stops = [box for box in self.boxes if box.cell in self.open | self.fixed]
        self.at: Box | None = None
        self.editing = False
        self.anchor = self.caret = 0
        self.entered = ""
        self.column: int | None = None
        self.done: list[tuple[str, str, str]] = []
        self.undone: list[tuple[str, str, str]] = []

    # What one sees ------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        return self.values[self.here.cell]

    @property
    def here(self) -> Box:
        assert self.at
        return self.at

    @property
    def is_open(self) -> bool:
        return self.here.cell in self.open

    @property
    def selection(self) -> list[int]:
        return sorted((self.anchor, self.caret))

    # Entering and leaving -------------------------------------------------------------------------

    def enter(self, box: Box) -> None:
        self.at, self.entered, self.editing, self.column = box, self.values[box.cell], False, None
        self.anchor, self.caret = 0, len(self.entered)

    def leave(self) -> None:
        if self.at and self.text != self.entered:
            self.done.append((self.at.cell, self.entered, self.text))
            self.undone.clear()
        self.at = None

    def go(self, box: Box | None) -> None:
        there = box or self.here
        self.leave()
        self.enter(there)

    def click(self, box: Box) -> None:
        """With the mouse; a second time edits, with the caret wherever one clicked."""
        if self.at == box:
            self.editing = self.editing or self.is_open
        else:
            self.leave()
            self.enter(box)

    def walk(self, dy: int, dx: int, far: bool) -> None:
        column = self.here.x if self.column is None else self.column
        ways = list(self._ahead(dy, dx, column))
        self.go((ways[-1] if far else ways[0]) if ways else None)
        if dy:
            self.column = column

    def _ahead(self, dy: int, dx: int, column: int) -> Iterator[Box]:
        here = self.here
        for box in sorted(self.stops, key=lambda b: (b.y * dy, b.x * dx)):
            beyond = (
                (box.y - here.y) * dy > 0 if dy else box.y == here.y and (box.x - here.x) * dx > 0
            )
            if beyond and (not dy or box.x <= column < box.x + box.width):
                yield box

    # Keys ---------------------------------------------------------------------------------------

    def press(self, key: str) -> None:
        key = {"NumpadEnter": "Enter"}.get(key, key)
        if key in STAYING:
            self.go(None)
        elif key in UPRIGHT:
            self.walk(*UPRIGHT[key])
        elif key in SIDEWAYS and not self.editing:
            self.walk(*SIDEWAYS[key])
        elif key in ("Control+Home", "Control+End") and not self.editing:
            self.go(self.stops[0 if key == "Control+Home" else -1])
        elif key in ("Enter", "Shift+Enter", "Tab", "Shift+Tab"):
            self.step(key)
        elif key in ("Control+Z", "Control+Y"):
            self.turn(key == "Control+Z")
        else:
            self.edit(key)

    def step(self, key: str) -> None:
        """Enter goes by columns and stays at the end; Tab as one reads, and out of the table."""
        tables = list(dict.fromkeys(box.table for box in self.boxes))
        order = [box for box in self.boxes if box in self.stops or box == self.at]
        if key.endswith("Enter"):
            order.sort(key=lambda box: (tables.index(box.table), box.x, box.y))
        at = order.index(self.here) + (-1 if key.startswith("Shift") else 1)
        if 0 <= at < len(order) or key.endswith("Enter"):
            self.go(order[at] if 0 <= at < len(order) else None)
        else:
            self.leave()

    def turn(self, back: bool) -> None:
        self.go(None)
        source, target = (self.done, self.undone) if back else (self.undone, self.done)
        while source:
            cell, before, after = source.pop()
            if self.values[cell] == after and cell in self.open:
                self.values[cell] = before
                target.append((cell, after, before))
                self.at = None
                return self.enter(self.by_cell[cell])

    def edit(self, key: str) -> None:
        """What the browser's own field does, but for F2 and Esc."""
        whole = (0, len(self.text))
        if key == "Escape":
            self.values[self.here.cell] = self.entered
            self.editing, (self.anchor, self.caret) = False, (0, len(self.entered))
        elif key == "F2" and self.is_open:
            self.editing, self.anchor, self.caret = True, len(self.text), len(self.text)
        elif key == "Control+A":
            self.anchor, self.caret = whole
        elif key in ("Backspace", "Delete"):
            self.erase(key)
        elif key in MARKING:
            self.editing = self.editing or self.is_open
            self.caret = self.moved(key.removeprefix("Shift+"))
        elif key != "F2":
            self.anchor = self.caret = self.moved(key.removeprefix("Control+"), collapse=True)

    def erase(self, key: str) -> None:
        first, last = self.selection
        if first == last:
            first, last = first - (key == "Backspace"), last + (key == "Delete")
        self.write("", first, last)

    def moved(self, key: str, *, collapse: bool = False) -> int:
        first, last = self.selection
        if collapse and first != last and key in ("ArrowLeft", "ArrowRight"):
            return first if key == "ArrowLeft" else last
        ends = {"ArrowUp": 0, "Home": 0, "ArrowDown": len(self.text), "End": len(self.text)}
        step = -1 if key == "ArrowLeft" else 1
        return ends.get(key, min(max(self.caret + step, 0), len(self.text)))

    def type(self, text: str) -> None:
        self.write(text, *self.selection)

    def write(self, text: str, first: int, last: int) -> None:
        if self.is_open:
            first = max(first, 0)
            self.values[self.here.cell] = self.text[:first] + text + self.text[last:]
            self.anchor = self.caret = first + len(text)
