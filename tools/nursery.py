"""Python processes that begin where importing Django ended, for a suite that starts dozens of them.

The nursery is a child that has imported what other people's modules we use, and none of ours, no
settings, no test. It forks for every program asked for: `-m module`, `-c text` or a file. What is
born is a process like any other: environment, folder, files, session and arguments are its own,
the one who asked is its parent, and it dies with that one where it is told to. Linux only;
elsewhere, and for whatever is out of the ordinary, a Python is started.
"""

import contextlib
import ctypes
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
import types
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tools.process import LINUX, PR_SET_PDEATHSIG, DieWithParent

ROOT = Path(__file__).resolve().parents[1]
PR_SET_CHILD_SUBREAPER = 36
LENGTH = 4  # bytes before a message
FILES = 4  # in, out, error, and the line to who asked
EXTRAORDINARY = (
    "pass_fds", "process_group", "user", "group", "extra_groups", "umask", "shell", "executable",
)  # fmt: skip
# Not without settings; not in a server.
NEVER = (
    "django.contrib.", "allauth", "guardian", "rest_framework", "drf_spectacular",
    "pluggy", "xdist", "execnet", "hypothesis", "_hypothesis", "playwright", "greenlet",
    "time_machine",
)  # fmt: skip
SERVERS = ("gunicorn.app.wsgiapp", "gunicorn.workers.gthread", "gunicorn.workers.sync",
           "uvicorn", "uvicorn.protocols.http.auto", "uvicorn.protocols.websockets.auto",
           "uvicorn.loops.auto", "celery.bin.celery", "celery.apps.worker")  # fmt: skip
_asked: dict[str, Any] = {}  # the nursery of this process


def importable(modules: dict[str, Any]) -> list[str]:
    """Return which of these modules, ours and the tests' left out, a nursery may import."""
    own, packages = f"{ROOT}{os.sep}", f"{ROOT / '.venv'}{os.sep}"
    found = []
    for name, module in list(modules.items()):
        file = getattr(module, "__file__", None) or ""
        is_ours = file.startswith(own) and not file.startswith(packages)
        is_left_out = name.startswith(NEVER) or "pytest" in name
        if getattr(module, "__spec__", None) and file and not is_ours and not is_left_out:
            found.append(name)
    return [name for name in found if name != "__main__"] + list(SERVERS)


def _send(link: socket.socket, message: Any, fds: Iterable[int] = ()) -> None:
    body = json.dumps(message).encode()
    head = len(body).to_bytes(LENGTH, "big")
    if fds:
        socket.send_fds(link, [head], list(fds))
    else:
        link.sendall(head)
    link.sendall(body)


def _receive(link: socket.socket) -> tuple[Any, list[int]]:
    """Return a message and the files that came with it.

    Raises:
        EOFError: whoever sent is gone.
    """
    head, fds, _flags, _address = socket.recv_fds(link, LENGTH, FILES)
    if not head:
        raise EOFError
    head += _exactly(link, LENGTH - len(head))
    return json.loads(_exactly(link, int.from_bytes(head, "big"))), fds


def _exactly(link: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        piece = link.recv(count - len(found))
        if not piece:
            raise EOFError
        found += piece
    return found


class Nursery:
    """The child that forks, and the line to it. Started at the first birth."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._link: socket.socket | None = None
        self._prctl = ctypes.CDLL(None).prctl

    def _running(self) -> socket.socket:
        if self._link is None:
            ours, theirs = socket.socketpair()
            self._process = _plain(
                [sys.executable, "-m", "tools.nursery", str(theirs.fileno())],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
            theirs.close()
            _send(ours, importable(sys.modules))
            self._link = ours
        return self._link

    def birth(self, request: dict[str, Any], fds: list[int]) -> int:
        """Return the id of a new child of this process.

        For as long as it takes, orphans among our descendants become ours: that is how a
        grandchild becomes a child. It begins when that is over, lest its own orphans be ours.
        """
        with self._lock:
            link = self._running()
            theirs, ours = os.pipe()
            self._prctl(PR_SET_CHILD_SUBREAPER, 1)
            try:
                _send(link, request | {"parent": os.getpid()}, [*fds, theirs])
                return int(_receive(link)[0])
            finally:
                self._prctl(PR_SET_CHILD_SUBREAPER, 0)
                os.close(theirs)
                os.close(ours)

    def close(self) -> None:
        """End the nursery; those who were born stay."""
        if self._link and self._process:
            self._link.close()
            self._process.wait()
        self._link = self._process = None


_plain = subprocess.Popen


class Popen(subprocess.Popen):  # type: ignore[type-arg]
    """A Popen whose Pythons come from the nursery."""

    def __init__(self, args: Any, *rest: Any, **options: Any) -> None:
        self._asked_for = None if rest else _request(args, options)
        if self._asked_for:
            options.pop("preexec_fn", None)
        super().__init__(args, *rest, **options)

    def _execute_child(self, *given: Any) -> None:
        """Take the place of fork and exec; CPython gives the ends of the pipes by position."""
        if not self._asked_for:
            super()._execute_child(*given)  # type: ignore[misc]
            return
        pipes = given[10:16]
        read, _, _, write, _, wrong = pipes
        try:
            fds = [read if read >= 0 else 0, write if write >= 0 else 1, wrong if wrong >= 0 else 2]
            self.pid = _asked["nursery"].birth(self._asked_for, fds)
            self._child_created = True
        finally:
            self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]


def _request(args: Any, options: dict[str, Any]) -> dict[str, Any] | None:
    """Return what to ask of the nursery; None for what it does not do."""
    hook, env = options.get("preexec_fn"), options.get("env")
    words = [os.fspath(each) for each in args] if isinstance(args, list | tuple) else []
    if not words[1:] or words[0] != sys.executable or not all(type(one) is str for one in words):
        return None
    if words[1].startswith("-") and (words[1] not in ("-m", "-c") or len(words) == 2):
        return None
    if hook and not isinstance(hook, DieWithParent):
        return None
    if any(name in options for name in EXTRAORDINARY) or _differs(env):
        return None
    cwd = os.path.realpath(options.get("cwd") or ".")
    return {
        "words": words[1:],
        "env": dict(os.environ if env is None else env),
        "cwd": cwd,
        "session": bool(options.get("start_new_session")),
        "signal": int(hook.signal) if isinstance(hook, DieWithParent) else 0,
    } if os.path.isdir(cwd) else None  # fmt: skip


def _differs(env: Any) -> bool:
    """Return whether an environment says something to Python itself that ours does not."""
    return env is not None and {k: v for k, v in env.items() if k.startswith("PYTHON")} != {
        k: v for k, v in os.environ.items() if k.startswith("PYTHON")
    }


def open_nursery() -> None:
    """Have the Pythons that this process starts from now on come from a nursery."""
    if LINUX:
        _asked["nursery"] = Nursery()
        subprocess.Popen = Popen  # type: ignore[misc]


def close_nursery() -> None:
    """Start Pythons as ever."""
    nursery: Nursery | None = _asked.pop("nursery", None)
    if nursery:
        subprocess.Popen = _plain  # type: ignore[misc]
        nursery.close()


def _fork(request: dict[str, Any], link: socket.socket, fds: list[int]) -> int | None:
    """Return the id of a process that is nobody's child here; in that process, None."""
    read, write = os.pipe()
    middle = os.fork()
    if not middle:
        born = os.fork()
        if born:
            os.write(write, str(born).encode())
            os._exit(0)
        link.close()
        os.close(read)
        os.close(write)
        _become(request, fds)
        return None
    os.close(write)
    os.waitpid(middle, 0)
    pid = int(os.read(read, 32))
    os.close(read)
    return pid


def _become(request: dict[str, Any], fds: list[int]) -> None:
    """Take on what was asked for: parent, session, files, folder, environment."""
    while os.getppid() != request["parent"]:
        time.sleep(0.001)
        with contextlib.suppress(ProcessLookupError):
            os.kill(request["parent"], 0)
            continue
        os._exit(1)
    os.read(fds.pop(), 1)
    if request["session"]:
        os.setsid()
    if request["signal"]:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, request["signal"])
        if os.getppid() != request["parent"]:
            os._exit(1)
    for number, fd in enumerate(fds):
        os.dup2(fd, number)
    for fd in fds:
        os.close(fd)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()


def _run(words: list[str]) -> None:
    """Be `python WORDS`."""
    kind, rest = words[0], words[1:]
    if kind == "-m":
        sys.argv, sys.path[0] = rest, os.getcwd()
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif kind == "-c":
        sys.argv, sys.path[0] = ["-c", *rest[1:]], ""
        sys.modules["__main__"] = main = types.ModuleType("__main__")
        exec(compile(rest[0], "<string>", "exec"), main.__dict__)  # noqa: S102
    else:
        sys.argv, sys.path[0] = words, str(Path(kind).resolve().parent)
        runpy.run_path(kind, run_name="__main__")


def serve(link: socket.socket) -> list[str]:
    """Fork for whoever asks; return, in the one who was born, what it is to be."""
    import gc
    import importlib

    for name in _receive(link)[0]:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    while True:
        try:
            request, fds = _receive(link)
        except EOFError:
            os._exit(0)
        pid = _fork(request, link, fds)
        if pid is None:
            words: list[str] = request["words"]
            return words
        for fd in fds:
            os.close(fd)
        _send(link, pid)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _run(serve(socket.socket(fileno=int(sys.argv[1]))))
