"""Child processes that never outlive this one, and ports that are free. Standard library only."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Self

LINUX = sys.platform.startswith("linux")
PR_SET_PDEATHSIG = 1
HOST = "127.0.0.1"


class Broken(Exception):
    """Something outside this program is not as it must be; the message says what, in one line."""


def free_port(preferred: int | None = None) -> int:
    """Return `preferred`, else the next free port above it, else any free port."""
    candidates = [*range(preferred, min(preferred + 50, 65536))] if preferred else []
    for port in [*candidates, 0]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Broken("no free port on this machine")


class DieWithParent:
    """A preexec_fn: the kernel sends `signal` to the child when this process ends."""

    def __init__(self, sig: int) -> None:
        self.signal = int(sig)
        self._prctl, self._parent = ctypes.CDLL(None).prctl, os.getpid()

    def __call__(self) -> None:
        self._prctl(PR_SET_PDEATHSIG, self.signal)
        if os.getppid() != self._parent:
            os._exit(1)


def die_with_parent(sig: int = signal.SIGTERM) -> DieWithParent | None:
    """Return a preexec_fn: the kernel sends `sig` when this process ends, kill -9 included.

    Linux only, and tied to the thread that forks: start children from the main thread.
    """
    return DieWithParent(sig) if LINUX else None


class Child:
    """One process in a session of its own, so that Ctrl-C reaches only us."""

    def __init__(self, name: str, *, stop_signal: int = signal.SIGTERM) -> None:
        self.name = name
        self.stop_signal = stop_signal
        self.process: subprocess.Popen[str] | None = None

    def spawn(
        self,
        command: Sequence[str | Path],
        *,
        output: IO[Any] | int,
        env: Mapping[str, str],
        cwd: str | Path = "/",
        **account: Any,
    ) -> Self:
        """Start `command`; both its streams go to `output`."""
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=die_with_parent(self.stop_signal),
            **account,
        )
        return self

    @property
    def returncode(self) -> int | None:
        """Return how it ended; None while it runs or before it started."""
        return self.process.poll() if self.process else None

    @property
    def pid(self) -> int:
        """Return the process id of a child that was started."""
        if self.process is None:
            raise Broken(f"{self.name} was not started")
        return self.process.pid

    def ask_to_stop(self) -> None:
        """Send the stop signal, once, without waiting."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def stop(self, patience: float = 10) -> None:
        """Ask, wait, then insist on the whole session."""
        self.ask_to_stop()
        self.wait(patience)

    def wait(self, patience: float) -> None:
        """Wait for the end; kill the child and all it started when it takes too long."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.05, patience))
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """Kill the child and everything in its session (kill -9)."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def wait_until(ready: Callable[[], bool], child: Child, log: Path, timeout: float) -> None:
    """Return once `ready()`; stop the child and raise when it ends or takes too long."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        if child.returncode is not None:
            raise Broken(f"{child.name} ended with {child.returncode}: {last_line(log)}")
        if ready():
            return
        time.sleep(0.03)
    child.stop()
    raise Broken(f"{child.name} did not answer in {timeout:.0f} s; see {log}")


def last_line(log: Path) -> str:
    """Return the last thing a log says, for a message of one line."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        lines = []
    return lines[-1] if lines else f"see {log}"
