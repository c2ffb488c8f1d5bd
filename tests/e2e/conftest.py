"""A real server, a real Chromium, and what must hold in every test: nothing is asked of another
host, the security policy is kept, no script fails."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from tests.e2e.counties import County
from tests.e2e.demo import Demo
from tests.e2e.looks import DESK, Camera
from tests.e2e.server import Portal, running_portal
from tests.e2e.steps import open_section, sign_in
from tests.e2e.watch import Watch

# The first needs half the processor time: it is the same engine without the browser around it.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
COUNTIES_AT_ONCE = 10
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
]
HERE = Path(__file__).parent

Visitor = Callable[..., Page]
Member = Callable[..., Page]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screens", metavar="FOLDER", help="keep pictures of the pages there")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = pytest.mark.skip(reason="No Chromium here: the browser tests are left out.")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            if not CHROMIUM:
                item.add_marker(missing)


# For the package and not the session: while Playwright runs, Django's database refuses to work in
# this thread, and other tests follow.
@pytest.fixture(scope="package")
def portal(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Portal]:
    """With the demo, which wants an empty database, where a test of this run asks for it."""
    folder = tmp_path_factory.mktemp("portal")
    with running_portal(folder, with_demo=_asks_for_demo(request)) as portal:
        yield portal


def _asks_for_demo(request: pytest.FixtureRequest) -> bool:
    return any("demo" in getattr(item, "fixturenames", ()) for item in request.session.items)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def demo(portal: Portal) -> Demo:
    logins = json.loads((portal.folder / "demo.json").read_text())
    return Demo(portal.url, logins, portal.call("tests.e2e.demo", "print_reports()"))


@pytest.fixture(scope="package")
def _counties(portal: Portal, request: pytest.FixtureRequest) -> Iterator[County]:
    """Made as they are needed; the demo's reports are listed before there are others."""
    if _asks_for_demo(request):
        request.getfixturevalue("demo")
    return _made_counties(portal)


def _made_counties(portal: Portal) -> Iterator[County]:
    for first in itertools.count(1, COUNTIES_AT_ONCE):
        call = f"print_counties({first}, {COUNTIES_AT_ONCE})"
        for county in portal.call("tests.e2e.counties", call):
            yield County(**county)


@pytest.fixture
def county(_counties: Iterator[County]) -> County:
    """One that no other test has."""
    return next(_counties)


@pytest.fixture
def reviewed(portal: Portal, county: County) -> County:
    """One whose report is being reviewed."""
    made = f"print_in_review({county.report}, {county.people['reviewer']!r})"
    portal.call("tests.e2e.counties", made)
    return county


@pytest.fixture
def report(portal: Portal, county: County) -> int:
    """Of an agency that has filed in earlier years."""
    made = portal.call("tests.e2e.counties", f"print_years({county.agency!r})")
    return int(made["report"])


@contextmanager
def visiting(browser: Browser, home: str) -> Iterator[Visitor]:
    """Makes people at computers of their own: pages that share no cookies."""
    contexts: list[BrowserContext] = []
    watch = Watch(home)

    def make(
        *, javascript: bool = True, viewport: dict[str, int] = DESK, **options: object
    ) -> Page:
        context = browser.new_context(
            base_url=home,
            java_script_enabled=javascript,
            viewport=viewport,
            locale="zh-CN",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        watch.over(context)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    watch.require_nothing_wrong()


@pytest.fixture
def visitor(browser: Browser, portal: Portal) -> Iterator[Visitor]:
    with visiting(browser, portal.url) as visitor:
        yield visitor


@pytest.fixture
def page(visitor: Visitor, county: County) -> Page:
    """A section that somebody has opened who fills it in."""
    return open_section(visitor(), county.report, county.people["reporter"])


@pytest.fixture(scope="package")
def placing_page(browser: Browser, portal: Portal, _counties: Iterator[County]) -> Iterator[Page]:
    """A section with table three, for tests that only ask its modules. It stays open beside all
    others, some of which stop its agency for a while: it does not tell the server that it is there.
    """
    county = next(_counties)
    with visiting(browser, portal.url) as visitor:
        page = visitor()
        page.route("**/presence/", lambda route: route.fulfill(status=204))
        yield open_section(page, county.report, county.people["reporter"])


@pytest.fixture(scope="package")
def _sessions() -> dict[str, StorageState]:
    return {}


@pytest.fixture
def member(visitor: Visitor, demo: Demo, _sessions: dict[str, StorageState]) -> Member:
    """Somebody of the demo at a computer of their own, signed in once for all tests."""

    def make(username: str, **options: object) -> Page:
        if username not in _sessions:
            page = sign_in(visitor(), username, password=demo.passwords[username])
            _sessions[username] = page.context.storage_state()
        return visitor(storage_state=_sessions[username], **options)

    return make


@pytest.fixture
def camera(request: pytest.FixtureRequest) -> Camera:
    folder = request.config.getoption("--screens", default=None)
    return Camera(Path(folder) if folder else None)
