"""Processes that live and die together: start, watch, stop in order."""

import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.process import Child

PATIENCE = 12.0
LINE, LAST_WORDS = 1000, 200  # characters of a child's line that are shown, and in an obituary


def answers(url: str) -> bool:
    """Return whether a health check says 200."""
    try:
        with urllib.request.urlopen(url, timeout=3) as response:
            return bool(response.status == 200)
    except (OSError, ValueError):
        return False


def shortened(text: str, longest: int) -> str:
    """Return `text`, cut where it is longer than a terminal bears."""
    return text if len(text) <= longest else text[:longest] + " ..."


class Supervisor:
    """Children named and started one by one; their lines appear on our stdout."""

    def __init__(self, folder: Path, stop_order: Sequence[str]) -> None:
        self.folder, self.stop_order = folder, stop_order
        self.children: dict[str, Child] = {}
        self.last_lines: dict[str, str] = {}

    def start(self, name: str, command: Sequence[str], environment: dict[str, str]) -> None:
        """Start `python COMMAND` (a module, or a script when it ends in .py) under a name."""
        how = [] if command[0].endswith(".py") else ["-m"]
        child = Child(name).spawn(
            [sys.executable, *how, *command],
            output=subprocess.PIPE,
            env=environment | {"PYTHONUNBUFFERED": "1"},
            cwd=self.folder,
        )
        self.children[name] = child
        threading.Thread(target=self._pump, args=(name, child), daemon=True).start()

    def _pump(self, name: str, child: Child) -> None:
        if child.process and child.process.stdout:
            for line in child.process.stdout:
                said = shortened(line.rstrip(), LINE)
                self.last_lines[name] = said.strip() or self.last_lines.get(name, "")
                sys.stdout.write(f"{name:7}| {said}\n")
                sys.stdout.flush()

    def dead(self) -> list[str]:
        """Return who ended."""
        return [name for name, child in self.children.items() if child.returncode is not None]

    def obituary(self) -> str:
        """Return one line on who ended by itself and its last words, or nothing."""
        said = []
        for name in self.dead():
            words = shortened(self.last_lines.get(name, ""), LAST_WORDS)
            said.append(
                f"{name} ended with {self.children[name].returncode}" + f": {words}" * bool(words)
            )
        return "; ".join(said)

    def watch(
        self, stop: threading.Event, ready: Callable[[], bool], seconds: float | None
    ) -> bool:
        """Wait until `ready()`: True. False when `stop` is set, a child ended, or time is up."""
        end = time.monotonic() + seconds if seconds else None
        while not stop.wait(0.1):
            if self.dead() or (end and time.monotonic() > end):
                return False
            if ready():
                return True
        return False

    def stop(self) -> None:
        """Stop the children in order; those that take too long are killed with all they started."""
        end = time.monotonic() + PATIENCE
        for name in self.stop_order:
            if child := self.children.get(name):
                child.ask_to_stop()
                if name != "web":  # the worker may begin to stop while the page closes
                    child.wait(end - time.monotonic())
        for child in self.children.values():
            child.wait(end - time.monotonic())
