"""What is written down of every page while a test uses it."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# Chromium reports a page that is answered with 403, 404, 409 or 429 as an error of the console.
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
        assert self.elsewhere == set(), "asked of other hosts"
        assert self.faults == []

    def _request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in {"data", "blob", "about"} and not request.url.startswith(self.home):
            self.elsewhere.add(request.url)

    def _response(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.faults.append(f"{response.status} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(REFUSED_PAGE):
            self.faults.append(f"console: {message.text}")

    def _script(self, error: WebError) -> None:
        self.faults.append(f"script: {error.error}")
