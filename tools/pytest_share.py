"""pytest plugin: what `./lc test` leaves to CI, and what its processes do together (ADR 14).

What is LONG attacks, looks at pages in a browser, starts processes or servers to kill them, or
multiplies everything by everything: whole files by LONG, single tests by their mark. `./lc test`
leaves it out; `./lc test --all`, CI and whoever names it run it.

Tests of one file stay together. Those that need the browser and its servers make two groups, and
those that start a PostgreSQL of their own a third: each of these costs seconds to set up. They go
first, since they take longest.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONG = (
    "tests/architecture/test_api_matrix.py",
    "tests/architecture/test_everybody.py",
    "tests/attack/",
    "tests/catalog/test_judge.py",
    "tests/conduct/test_landing.py",
    "tests/conduct/test_learnt.py",
    "tests/conduct/test_on_air.py",
    "tests/demo/",
    "tests/e2e/",
    "tests/faults/",
    "tests/law/test_coverage.py",
    "tests/moderation/services/test_workers.py",
    "tests/moderation/test_console_socket.py",
    "tests/moderation/test_live_process.py",
    "tests/setup/",
)
SHORT = ("tests/e2e/test_live.py",)  # of the long ones: from an event to a warning understood
TOGETHER = {
    "everywhere": ("tests/e2e/test_everywhere.py",),
    "pages": ("tests/e2e/test_accessible.py", "tests/attack/test_browser.py"),
    "browser": ("tests/e2e/",),
    "servers": ("tests/faults/", "tests/setup/", "tests/moderation/test_live_process.py"),
}
# Files of many long tests that share nothing: cut into so many groups, which go out early.
APART = {"tests/attack/test_fuzz_api.py": 3}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let tools/suite.py say that the long files may wait."""
    parser.addoption("--short", action="store_true", help="leave out what takes long")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even read what is left out."""
    if not config.getoption("short"):
        return None
    file = str(collection_path.relative_to(ROOT))
    is_long = file.startswith(LONG) and file.endswith(".py") and file not in SHORT
    return True if is_long and collection_path.name.startswith("test_") else None


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was not run."""
    if config.getoption("short"):
        places = ", ".join(LONG)
        terminalreporter.line(f"left out: {places}, what is marked long; ./lc test --all runs them")


def group_of(nodeid: str) -> str:
    """Return whom a test goes with."""
    file = nodeid.split("::", 1)[0]
    if file in APART:
        return f"{file}#{crc32(nodeid.encode()) % APART[file]}"
    return next((name for name, places in TOGETHER.items() if file.startswith(places)), file)


def groups_of(items: Sequence[pytest.Item]) -> list[list[int]]:
    """Return places of tests that stay together, what takes longest first.

    A long file of few tests that came last would leave the other processes idle.
    """
    groups: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        groups.setdefault(group_of(item.nodeid), []).append(place)
    order = {name: place for place, name in enumerate(TOGETHER)}

    def rank(name: str) -> tuple[int, bool, bool, int]:
        is_apart = name.partition("#")[0] in APART
        return (
            order.get(name, len(order)),
            not is_apart,
            not name.startswith(LONG),
            -len(groups[name]),
        )

    return [groups[name] for name in sorted(groups, key=rank)]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked, where what is long is left out."""
    if config.getoption("short"):
        left_out = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("long")]
