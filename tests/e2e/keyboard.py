"""A person without a mouse."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Locator, Page

FARTHEST = 260  # stops of the Tab key on the longest page


def tab_to(page: Page, target: Locator) -> None:
    """Walk forward, around the page if need be, until the target has the focus."""
    wanted = target.element_handle()
    for _ in range(FARTHEST):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def follow(page: Page, target: Locator) -> None:
    """Press Enter on a link or a button that leads to a page."""
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, target: Locator, text: str) -> None:
    """Write over what stands in a field. Comes in one piece, as from a Chinese keyboard."""
    tab_to(page, target)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def fill_table(page: Page, figures: Mapping[str, str]) -> None:
    """Type every figure of a section in the order of the form, 0 where none is given."""
    inputs = page.locator("table.statutory input[name]")
    names = inputs.evaluate_all("all => all.map(input => input.name)")
    tab_to(page, inputs.first)
    for name in names:
        assert page.evaluate("document.activeElement.name") == name
        page.keyboard.type(figures.get(name, "0"))
        page.keyboard.press("Tab")
