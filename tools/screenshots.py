"""Open every page in both languages, both themes and both widths, and keep a picture of each.

`python -m tools.screenshots URL LOGIN PASSWORD [--only NAME] [--languages zh-hans,en] ...`
Pictures go to .local/shots, named page-language-theme-width.png. Violations that axe finds and
messages on the browser's console are printed; the exit status is 1 when there are any.
"""

import argparse
import itertools
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tools.suite import find_browser

ROOT = Path(__file__).resolve().parents[1]
SHOTS = ROOT / ".local" / "shots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HEIGHTS = {390: 844, 1440: 900}


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("login")
    parser.add_argument("password")
    parser.add_argument("--page", action="append", default=[], help="NAME=/path, repeatable")
    parser.add_argument("--languages", default="zh-hans,en")
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--widths", default="390,1440")
    parser.add_argument("--full", action="store_true", help="the whole page, not the window")
    parser.add_argument("--no-axe", action="store_true")
    return parser.parse_args()


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium that the suite uses ($CHROMIUM, or one on PATH), or Playwright's own."""
    return playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])


def sign_in(page: Page, asked: argparse.Namespace) -> None:
    """Sign in through the form."""
    page.goto(f"{asked.url}/accounts/login/")
    page.fill("#id_login", asked.login)
    page.fill("#id_password", asked.password)
    page.click("form[action*=login] button.button--primary")
    page.wait_for_load_state("load")


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page, one line each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        f"{one['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for one in found["violations"]
        for node in one["nodes"][:4]
    ]


def shoot(page: Page, asked: argparse.Namespace, name: str, path: str) -> list[str]:
    """Open one page, keep its picture, return what is wrong with it."""
    page.goto(asked.url + path)
    page.wait_for_load_state("load")
    page.wait_for_timeout(700)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=asked.full)
    return [] if asked.no_axe else violations(page)


def main() -> int:
    """Take every picture asked for."""
    asked = arguments()
    SHOTS.mkdir(parents=True, exist_ok=True)
    pages = dict(one.split("=", 1) for one in asked.page) or {"wall": "/wall", "law": "/law"}
    wrong: list[str] = []
    variants = itertools.product(
        asked.languages.split(","), asked.themes.split(","), map(int, asked.widths.split(","))
    )
    with sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context()
        page = context.new_page()
        heard: list[str] = []
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        if asked.login != "-":
            sign_in(page, asked)
        for language, theme, width in variants:
            context.add_cookies(
                [
                    {"name": "lc_language", "value": language, "url": asked.url},
                    {"name": "lc_theme", "value": theme, "url": asked.url},
                ]
            )
            page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
            for name, path in pages.items():
                label = f"{name}-{language[:2]}-{theme}-{width}"
                heard.clear()
                found = shoot(page, asked, label, path)
                said = [one for one in heard if "WebSocket" not in one]
                wrong += [f"{label}: {one}" for one in [*found, *said]]
        browser.close()
    print("\n".join(wrong) or "nothing wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
