"""pytest plugin: whatever names somebody in a log fails the test in whose time it was written."""

import ipaddress
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

NAMES = re.compile(
    r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])"  # a resident's identity number
    r"|(?<![0-9A-Za-z.])1[3-9]\d{9}(?![0-9A-Za-z])"  # a mobile number
    r"|[\w.+-]+@[\w-]+\.[A-Za-z][\w.]*"  # a mail address
)
ADDRESS = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*/\d|\.\d|\w)")
LINK = re.compile(r"[a-z][a-z0-9+]*://\S*")  # of our own servers, with passwords or without
LONGEST = 20_000


def naming(text: str) -> list[str]:
    """Return what in a log line names a person: identity and mobile numbers, mail, a client."""
    bare = LINK.sub("", text)
    found = NAMES.findall(bare)
    return found + [one for one in ADDRESS.findall(bare) if _is_somebodys(one)]


def _is_somebodys(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return not (found.is_loopback or found.is_unspecified)


class Watch(logging.Handler):
    """Hears every line that would be logged, as it would be written, and keeps what is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.lines, self.seconds = 0, 0.0

    def emit(self, record: logging.LogRecord) -> None:
        began = time.perf_counter()
        self.lines += 1
        said = (self.format(record) if record.exc_info else _message(record))[:LONGEST]
        self.heard += [f"{record.name}: {one}" for one in naming(said)]
        self.seconds += time.perf_counter() - began

    def take(self) -> list[str]:
        """Return what was heard since the last call."""
        heard, self.heard = self.heard, []
        return heard


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)


def log_faults(log: Path) -> list[str]:
    """Return what a child's log file says that names somebody."""
    return naming(log.read_text(encoding="utf-8", errors="replace")) if log.exists() else []


watch = Watch()


def listen() -> None:
    """Hear what production would write: Django sets loggers up anew in every application made."""
    root = logging.getLogger()
    if watch in root.handlers:
        return
    from livecompliance.kernel.logs import Json

    for handler in root.handlers:
        handler.setLevel(max(handler.level, root.level))
    watch.setFormatter(Json())
    root.addHandler(watch)
    root.setLevel(logging.INFO)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Listen to what a test needs."""
    listen()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call() -> None:
    """Listen to the test."""
    listen()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Fail the test in whose time something was logged that names somebody."""
    yield
    heard = watch.take()
    if heard and item.get_closest_marker("logs_names") is None:
        pytest.fail(f"the logs name somebody: {', '.join(heard[:5])}", pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what it cost, where somebody asked for details."""
    if terminalreporter.verbosity > 0:
        cost = f"{watch.lines} log lines heard in {1000 * watch.seconds:.1f} ms"
        terminalreporter.write_line(cost)
