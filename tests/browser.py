"""The Chromium of the browser tests."""

import os

from playwright.sync_api import Browser, Playwright, sync_playwright

from tools.suite import find_browser

FLAGS = ["--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-sandbox"]


class Chromium:
    """One Chromium for as long as browser tests follow each other."""

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    def running(self) -> Browser:
        """Return the browser, started if need be."""
        if self._browser is None:
            executable = os.environ.get("CHROMIUM") or find_browser()
            self._playwright = sync_playwright().start()
            self._browser = self._playwright.chromium.launch(executable_path=executable, args=FLAGS)
        return self._browser

    def stop(self) -> None:
        """Stop it: its event loop must be gone before async tests run."""
        if self._browser and self._playwright:
            self._browser.close()
            self._playwright.stop()
        self._browser = self._playwright = None


CHROMIUM = Chromium()
