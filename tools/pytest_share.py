"""pytest plugin: how the processes of `./lc test` share the work.

Tests of one file stay together. Those that need the browser and its servers make two groups, and
those that start a PostgreSQL of their own a third: each of these costs seconds to set up. They go
first, since they take longest.
"""

from typing import Any

import pytest
from xdist.scheduler.loadfile import LoadFileScheduling

TOGETHER = {
    "pages": ("tests/e2e/test_accessible.py", "tests/attack/test_browser.py"),
    "browser": ("tests/e2e/",),
    "servers": ("tests/faults/", "tests/setup/", "tests/moderation/test_live_process.py"),
}


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
