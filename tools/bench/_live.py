"""The live process, the inspection workers and the clock, as children of a bench."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tools.bench._web import answers
from tools.process import HOST, Child, free_port, wait_until
from tools.services import ROOT, Services

CELERY = [sys.executable, "-m", "celery", "-q", "-A", "livecompliance"]


@contextmanager
def live_process(found: Services, application: str, **environment: str) -> Iterator[int]:
    """Run one process that serves sockets; give its port."""
    port = free_port()
    log = found.folder / f"live-{port}.log"
    command = [sys.executable, "-m", "uvicorn", application, "--host", HOST, "--port", str(port)]
    command += ["--lifespan", "off", "--log-level", "warning", "--no-access-log"]
    command += ["--ws-per-message-deflate", "false"]
    process = Child("live")
    given = found.child_environment(LC_LOG_LEVEL="ERROR", **environment)
    with log.open("wb") as output:
        process.spawn(command, output=output, env=given, cwd=ROOT)
    try:
        wait_until(lambda: answers(port, "/healthz"), process, log, 30)
        yield port
    finally:
        process.stop()


@contextmanager
def beat(found: Services) -> Iterator[None]:
    """Run the clock of the sweeps, which find what a lost nudge left waiting."""
    with _celery(found, "beat", "--schedule", str(found.folder / "beat"), "--pidfile", ""):
        yield


@contextmanager
def workers(found: Services) -> Iterator[None]:
    """Run the product's own workers, as many processes as they are by default."""
    quietly = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    errands = ["--queues", "bulk,docs", "--concurrency", "2", "--hostname", "errands@%h"]
    with (
        _celery(found, "worker", "--queues", "hot,live", *quietly),
        _celery(found, "worker", *errands, *quietly, log="errands"),
    ):
        yield


@contextmanager
def _celery(found: Services, what: str, *options: str, log: str = "") -> Iterator[None]:
    process = Child(what)
    with (found.folder / f"{log or what}.log").open("wb") as output:
        process.spawn(
            [*CELERY, what, "--loglevel", "ERROR", *options],
            output=output,
            env=found.child_environment(LC_LOG_LEVEL="ERROR"),
            cwd=ROOT,
        )
    try:
        yield
    finally:
        process.stop()
