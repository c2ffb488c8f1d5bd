"""What every page must be: accessible, no wider than its window, and shown when asked for."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
ZOOMED = {"width": 683, "height": 384}  # the desk at 200%
COLOURS = ("color-contrast", "link-in-text-block")
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const inFrame = element => {
    for (let at = element.parentElement; at; at = at.parentElement)
      if (["auto", "scroll", "hidden"].includes(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  return document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll("body *")]
    .filter(element => element.getBoundingClientRect().right > width + 1 && !inFrame(element))
    .map(element => element.outerHTML.slice(0, 120));
}"""
SHEET = {"width": 658, "height": 971}  # A4 less its margins: 174 mm
NOT_ON_PAPER = """() => {
  const seen = element => element.getClientRects().length > 0;
  const bars = [...document.querySelectorAll(
    ".top-bar, .where, .foot, .save-bar, .action-bar, .section-nav, main button, #header, .submit-row")];
  const cut = [...document.querySelectorAll("td input:not([type=hidden]), td.value")].filter(
    element => seen(element) && element.scrollWidth > element.clientWidth + 1);
  const frames = [...document.querySelectorAll("main *")].filter(element => seen(element)
    && !element.closest(".visually-hidden") && element.getBoundingClientRect().right > 659);
  return [...bars.filter(element => seen(element) && !element.closest("td, .visually-hidden")), ...cut, ...frames]
    .map(element => element.outerHTML.slice(0, 120));
}"""


def settled(page: Page) -> Page:
    """With its style sheets: Chromium shows an element as visible before they have arrived."""
    page.wait_for_load_state()
    return page


def require_accessible(page: Page, *, colours: bool = True) -> None:
    """By axe, with every rule it has; of what passes it need not list each element."""
    rules = {rule: {"enabled": colours} for rule in COLOURS}
    found = Axe().run(settled(page), options={"resultTypes": ["violations"], "rules": rules})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def require_no_sideways_scroll(page: Page) -> None:
    """Only frames inside the page may be wider than they show."""
    assert settled(page).evaluate(TOO_WIDE) == [], page.url


def require_prints_clean(page: Page) -> None:
    """On a sheet of A4 no bar, no button, nothing beyond the edge, no figure cut."""
    before = page.viewport_size or DESK
    page.set_viewport_size(SHEET)
    page.emulate_media(media="print")
    found = settled(page).evaluate(NOT_ON_PAPER)
    assert found == [], f"{page.url}\n{found}"
    page.emulate_media(media="null")
    page.set_viewport_size(before)


class Camera:
    """Takes pictures into a folder, or none where no folder was given."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def take(self, page: Page, name: str, *, full_page: bool = False) -> None:
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            settled(page).screenshot(path=self.folder / f"{name}.png", full_page=full_page)

    def take_small(self, page: Page, name: str) -> None:
        """What the window shows, as a file of some ten kilobytes."""
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            picture = self.folder / f"{name}.jpg"
            settled(page).screenshot(path=picture, type="jpeg", quality=70)

    def take_sizes(self, page: Page, name: str) -> None:
        """The whole page at a desk, on a telephone and at 200%, as large as it is."""
        for word, size in (("desk", DESK), ("phone", PHONE), ("zoomed", ZOOMED)):
            if word == "zoomed" and not self.folder:
                continue
            page.set_viewport_size(size)
            if word == "phone":
                require_no_sideways_scroll(page)
            self.take(page, f"{name}-{word}", full_page=True)
        page.set_viewport_size(DESK)
