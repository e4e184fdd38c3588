"""pytest plugin: what `./lc test` leaves to CI, and how its processes share the work (ADR 14).

Files in LONG knock at every door as everybody, bend every request, or look at every page in every
dress: `./lc test` leaves them out, `./lc test --all`, CI and whoever names them run them.

Tests of one file stay together. Those that need the browser and its servers make two groups, and
those that start a PostgreSQL of their own a third: each of these costs seconds to set up. They go
first, since they take longest.
"""

from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler.loadfile import LoadFileScheduling

ROOT = Path(__file__).resolve().parents[1]
LONG = (
    "tests/architecture/test_everybody.py",
    "tests/attack/test_browser.py",
    "tests/attack/test_fuzz_api.py",
    "tests/attack/test_fuzz_ingest.py",
    "tests/attack/test_pages.py",
    "tests/attack/test_production.py",
    "tests/demo/test_seed.py",
    "tests/e2e/test_accessible.py",
    "tests/e2e/test_action.py",
    "tests/e2e/test_everywhere.py",
    "tests/e2e/test_factor.py",
    "tests/e2e/test_finding.py",
    "tests/e2e/test_fit.py",
    "tests/e2e/test_trend.py",
    "tests/setup/test_migrating.py",
)
TOGETHER = {
    "everywhere": ("tests/e2e/test_everywhere.py",),
    "pages": ("tests/e2e/test_accessible.py", "tests/attack/test_browser.py"),
    "browser": ("tests/e2e/",),
    "servers": ("tests/faults/", "tests/setup/", "tests/moderation/test_live_process.py"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let tools/suite.py say that the long files may wait."""
    parser.addoption("--short", action="store_true", help="leave out what takes long")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even read what is left out."""
    if not config.getoption("short"):
        return None
    return True if str(collection_path.relative_to(ROOT)) in LONG else None


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was not run."""
    if config.getoption("short"):
        terminalreporter.line(f"{len(LONG)} long files were left out; ./lc test --all runs them")


def group_of(nodeid: str) -> str:
    """Return whom a test goes with."""
    file = nodeid.split("::", 1)[0]
    return next((name for name, places in TOGETHER.items() if file.startswith(places)), file)


class Together(LoadFileScheduling):  # type: ignore[misc]
    """Hand out whole groups."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together | None:
    """Take the place of `--dist loadfile`."""
    return Together(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes longest first, and otherwise keep the order."""
    order = {name: place for place, name in enumerate(TOGETHER)}
    items.sort(key=lambda item: order.get(group_of(item.nodeid), len(order)))
