"""pytest plugin: several processes share one collection (`--processes N`).

The process that was called reads and collects every test once, which costs seconds, and then
forks. Who is born runs a group of tests and asks for the next; the first process
hands out, collects the reports and prints. A child that dies fails the test it was at, and another
one takes on what was left of its group.
"""

import os
import pickle
import signal
import sys
import time
import traceback
import warnings
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any

import pytest
from _pytest.config import create_terminal_writer

from tools import pytest_services
from tools.process import die_with_parent
from tools.pytest_share import groups_of

PATIENCE = 20.0  # seconds for a child to tidy up


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let tools/suite.py say how many."""
    parser.addoption("--processes", type=int, default=0, metavar="N", help="share the tests")


def pytest_configure(config: pytest.Config) -> None:
    """Take over the loop where there is something to share."""
    if config.getoption("processes") > 1 and not config.getoption("collectonly"):
        config.pluginmanager.register(Sharing(config), "lc-sharing")


@dataclass
class Child:
    """One forked process, and what it was given and has not begun."""

    name: str
    pid: int
    link: "Connection[Any, Any]"
    given: deque[int] = field(default_factory=deque)
    at: int | None = None


class Sharing:
    """The process that hands out."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._items: list[pytest.Item] = []
        self._waiting: deque[list[int]] = deque()
        self._children: list[Child] = []
        self._born = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Run all tests in children; None, for pytest's own loop, when nothing was collected."""
        if session.testsfailed or len(session.items) < 2:
            return None
        self._items = session.items
        self._waiting.extend(groups_of(session.items))
        try:
            for _ in range(min(self._config.getoption("processes"), len(self._waiting))):
                self._fork(session)
            while self._children:
                for link in wait([child.link for child in self._children]):
                    self._hear(session, next(one for one in self._children if one.link is link))
        finally:
            for child in self._children:
                with suppress(ProcessLookupError):
                    os.kill(child.pid, signal.SIGTERM)
            for child in self._children:
                _reap(child)
        return True

    def _fork(self, session: pytest.Session) -> None:
        """Let one more be born."""
        ours, theirs = Pipe()
        name = f"p{self._born}"
        self._born += 1
        follow = die_with_parent()
        first = self._waiting.popleft()
        pid = os.fork()
        if not pid:
            if follow:
                follow()
            ours.close()
            for child in self._children:
                child.link.close()
            Worker(session, theirs, first).live(name)
        theirs.close()
        self._children.append(Child(name, pid, ours, deque(first)))

    def _hear(self, session: pytest.Session, child: Child) -> None:
        """Do what a child says, or bury it."""
        try:
            kind, said = child.link.recv()
        except (EOFError, ConnectionResetError, pickle.UnpicklingError):
            self._bury(session, child)
            return
        getattr(self, f"_on_{kind}")(child, said)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)

    def _on_more(self, child: Child, _: None) -> None:
        group = self._waiting.popleft() if self._waiting else []
        child.given.extend(group)
        child.link.send(group)

    def _on_begun(self, child: Child, index: int) -> None:
        child.at = index
        child.given.remove(index)

    def _on_ended(self, child: Child, _: None) -> None:
        child.at = None

    def _on_report(self, _: Child, data: dict[str, Any]) -> None:
        hook = self._config.hook
        report = hook.pytest_report_from_serializable(config=self._config, data=data)
        hook.pytest_runtest_logreport(report=report)

    def _on_warning(self, _: Child, said: dict[str, Any]) -> None:
        self._config.hook.pytest_warning_recorded.call_historic(kwargs=said)

    def _on_broken(self, child: Child, said: str) -> None:
        """Fail the test at which pytest itself went wrong; without one, give up."""
        if child.at is None:
            raise pytest.exit.Exception(f"a process of the suite broke:\n{said}", returncode=3)
        self._fail(child.at, said)
        child.at = None

    def _fail(self, index: int, words: str) -> None:
        item = self._items[index]
        report = pytest.TestReport(item.nodeid, item.location, {}, "failed", words, "call")
        self._config.hook.pytest_runtest_logreport(report=report)

    def _bury(self, session: pytest.Session, child: Child) -> None:
        """Fail the test that a child died of; let another one do the rest of its group."""
        self._children.remove(child)
        child.link.close()
        how = _reap(child)
        if child.at is not None:
            self._fail(child.at, f"{child.name} died: {how}")
        if child.given:
            self._waiting.appendleft(list(child.given))
        if self._waiting:
            self._fork(session)


def _reap(child: Child) -> str:
    """Wait for an end, insist if need be, and return it in words."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        pid, status = os.waitpid(child.pid, os.WNOHANG)
        if pid:
            code = os.waitstatus_to_exitcode(status)
            return f"signal {-code}" if code < 0 else f"exit {code}"
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGKILL)
    os.waitpid(child.pid, 0)
    return "killed, for it did not end"


class Quiet:
    """What plugins write to who would ask for the terminal (pytest-timeout: stacks)."""

    def __init__(self, config: pytest.Config) -> None:
        self._tw = create_terminal_writer(config, sys.stderr)


class Worker:
    """A forked process: it runs what it is given, and says how it went."""

    def __init__(
        self, session: pytest.Session, link: "Connection[Any, Any]", first: list[int]
    ) -> None:
        self._session, self._config, self._link = session, session.config, link
        self._first = first

    def live(self, name: str) -> None:
        """Run tests until there are none; never return."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the first process to handle
        signal.signal(signal.SIGTERM, lambda *_: os._exit(1))
        code = 1
        try:
            self._move_in(name)
            self._run()
            code = 0
        except BaseException:  # noqa: BLE001 (a process ends here: whatever it was is told)
            with suppress(OSError):
                self._link.send(("broken", traceback.format_exc()))
        finally:
            pytest_services.leave_process()
            os._exit(code)

    def _move_in(self, name: str) -> None:
        """Have of one's own what the other children may not touch."""
        plugins = self._config.pluginmanager
        plugins.unregister(name="terminalreporter")
        plugins.register(Quiet(self._config), "terminalreporter")
        plugins.unregister(name="lc-sharing")
        plugins.register(self, "lc-worker")
        capture = plugins.getplugin("capturemanager")
        capture.stop_global_capturing()
        capture.start_global_capturing()
        capture.suspend_global_capture(in_=False)
        pytest_services.enter_process(name)

    def _run(self) -> None:
        given = self._given()
        index = next(given, None)
        while index is not None:
            self._link.send(("begun", index))
            following = next(given, None)
            after = None if following is None else self._session.items[following]
            item = self._session.items[index]
            self._config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            self._link.send(("ended", None))
            index = following

    def _given(self) -> Iterator[int]:
        """Give tests as they are handed out, until none are."""
        group = self._first
        while group:
            yield from group
            self._link.send(("more", None))
            group = self._link.recv()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Say how it went."""
        to = self._config.hook.pytest_report_to_serializable
        self._link.send(("report", to(config=self._config, report=report)))

    def pytest_warning_recorded(
        self, warning_message: warnings.WarningMessage, when: str, nodeid: str, location: Any
    ) -> None:
        """Pass a warning on."""
        plain = warnings.WarningMessage(
            str(warning_message.message), UserWarning,
            warning_message.filename, warning_message.lineno,
        )  # fmt: skip
        said = {"warning_message": plain, "when": when, "nodeid": nodeid, "location": location}
        self._link.send(("warning", said))
