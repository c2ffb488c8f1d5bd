"""What is written down of every page while a test uses it."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# Chromium reports a page that is answered with 403, 404, 409 or 429 as an error of the console.
# What a page that asks by itself is told, and has words for: signed out, another token, a clash, a
# text that is too long.
TOLD = {401, 403, 409, 422}
ALONE = ("/autosave/", "/session/", "/session/state/", "/presence/")
REFUSED_PAGE = "Failed to load resource: the server responded with a status of 4"


class Watch:
    def __init__(self, home: str) -> None:
        self.home = home
        self.elsewhere: set[str] = set()
        self.faults: list[str] = []

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", self._script)

    def require_nothing_wrong(self) -> None:
        assert not self.elsewhere, f"asked of other hosts: {self.elsewhere}"
        assert not self.faults, self.faults

    def _request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in {"data", "blob", "about"} and not request.url.startswith(self.home):
            self.elsewhere.add(request.url)

    def _response(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        is_told = response.status in TOLD and response.url.endswith(ALONE)
        if is_told:
            return
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.faults.append(f"{response.status} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.location["url"].endswith(ALONE):  # no server there: the page says so itself
            return
        is_ours = not message.location["url"]  # axe's own attempts, not the page's
        is_refusal = message.text.startswith(REFUSED_PAGE)
        if message.type in {"error", "warning"} and not is_ours and not is_refusal:
            self.faults.append(f"console: {message.text} {message.location}")

    def _script(self, error: WebError) -> None:
        self.faults.append(f"script: {error.error}")
