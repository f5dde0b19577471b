"""A headless Chromium that tells what a page tried to do: messages, errors, requests."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


class Opened(NamedTuple):
    """A page, and what it did that it must not do."""

    page: Page
    said: list[str]  # console messages and errors
    asked: list[str]  # requests for anything but the page itself


class Browser:
    """Open pages from disk; use it as a context."""

    def __enter__(self) -> Browser:
        found = next(filter(None, map(shutil.which, _NAMES)), None)
        assert found, "the report's tests need a Chromium: run `make browser`"
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=found, args=list(_QUIET))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._browser.close()
        self._playwright.stop()

    def open(self, path: Path, fragment: str = "", *, dark: bool = False) -> Opened:
        """The page, once its script is ready."""
        page = self._browser.new_page(
            viewport={"width": 1280, "height": 900}, color_scheme="dark" if dark else "light"
        )
        said: list[str] = []
        asked: list[str] = []
        own = path.resolve().as_uri()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda request: None if request.url.split("#")[0] == own else asked.append(request.url),
        )
        page.route(
            "**/*",
            lambda route: (
                route.continue_() if route.request.url.split("#")[0] == own else route.abort()
            ),
        )
        page.goto(own + fragment)
        # Not wait_for_function: while it waits it evaluates text, which the page's policy forbids.
        page.wait_for_selector("html[data-ready=true]", state="attached")
        return Opened(page, said, asked)
