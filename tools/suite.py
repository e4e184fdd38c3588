"""`./lc test`: find or fetch a browser, then become pytest."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import setup

# The shell draws no window and takes a third less time.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
CJK_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
# Waiting tests leave a core idle: two processes more than cores.
PARALLEL = ["--processes", str((os.cpu_count() or 1) + 2)]
HELP = "no Chromium: set CHROMIUM=/path/to/chromium, or install it; browser tests would fail"


def playwright_browser() -> str | None:
    """Return the Chromium that `playwright install` fetched earlier, when there is one."""
    program = "from playwright.sync_api import sync_playwright as p\nwith p() as q: "
    program += "print(q.chromium.executable_path)"
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    path = said.stdout.strip()
    return path if path and Path(path).exists() else None


def find_browser() -> str | None:
    """Return a Chromium: $CHROMIUM, else one on PATH."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named) or sys.exit(f"lc: CHROMIUM={named}: there is no such program")
    return next((path for path in map(shutil.which, NAMES) if path), None)


def browser() -> str:
    """Return a Chromium, fetching one and a Chinese font where this machine allows it."""
    found = find_browser()
    missing = [] if found else ["chromium-headless-shell"]
    if not CJK_FONT.exists() and not _knows_chinese():
        missing.append("fonts-noto-cjk")
    if missing and not setup.apt(*missing):
        setup.say("not installed (needs root and apt): " + ", ".join(missing))
    found = found or find_browser() or playwright_browser()
    if not found and setup.run(sys.executable, "-m", "playwright", "install", "chromium"):
        found = playwright_browser()
    return found or sys.exit(f"lc: {HELP}")


def _knows_chinese() -> bool:
    if not shutil.which("fc-list"):
        return sys.platform == "darwin"
    said = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(said.stdout.strip())


def main(arguments: list[str]) -> None:
    """Run the suite: what is quick, with `--all` everything, else what pytest is asked for."""
    os.environ["CHROMIUM"] = browser()
    # Three dozen processes would compile the same modules each for itself.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    setup.say("pytest")
    usual = {(): [*PARALLEL, "--short"], ("--all",): PARALLEL}
    named = [one for one in arguments if one != "--all"]
    chosen = usual.get(tuple(arguments), named)
    command = [sys.executable, "-m", "pytest", *chosen]
    os.execv(sys.executable, command)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
