"""Web processes as they run in production, for benches and for tests of faults."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tools.process import HOST, Broken, Child, free_port, wait_until
from tools.services import ROOT, Services

WORKERS = 2


def child(services: Services, module: str, *arguments: str, given: str | None = None) -> Any:
    """Run one of our own modules in a process of its own and return what it prints."""
    return told_by(services.child_environment(), module, *arguments, given=given)


def told_by(
    environment: dict[str, str], module: str, *arguments: str, given: str | None = None
) -> Any:
    """Run one of our own modules and return the JSON of its last line.

    Raises:
        Broken: it failed; with its last words.
    """
    said = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode:
        raise Broken(f"{module}: {said.stderr[-2000:]}")
    return json.loads(said.stdout.splitlines()[-1])


@contextmanager
def gunicorn(services: Services, settings: str, path: str) -> Iterator[int]:
    """Serve with sync workers and give the port; `path` answers when they are up."""
    port = free_port()
    log = services.folder / f"gunicorn-{port}.log"
    server = Child("gunicorn")
    command = [sys.executable, "-m", "gunicorn", "livecompliance.wsgi:application"]
    command += ["--bind", f"{HOST}:{port}", "--workers", str(WORKERS), "--worker-class", "sync"]
    environment = services.child_environment(
        DJANGO_SETTINGS_MODULE=settings, LC_LOG_LEVEL="ERROR", LC_BACKLOG_EVENTS="1000000000"
    )
    with log.open("wb") as output:
        server.spawn(command, output=output, env=environment, cwd=ROOT)
    try:
        wait_until(lambda: answers(port, path), server, log, 30)
        yield port
    finally:
        server.stop()


def answers(port: int, path: str) -> bool:
    """Tell whether anything at all is answered."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
