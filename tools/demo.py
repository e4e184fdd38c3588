"""`./lc demo`: everything running on this machine, watched, and stopped together."""

import argparse
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from tools import database, demo_storage, demo_witness, services
from tools.demo_state import AlreadyRunning, State
from tools.process import HOST, Broken, free_port
from tools.setup import say
from tools.supervisor import Supervisor, answers

ROOT = Path(__file__).resolve().parents[1]
LOCAL = ROOT / ".local"
SETTINGS = "livecompliance.settings.dev"
WEB_PORT, LIVE_PORT = 8000, 8001
QUIET_ROOT = "ignore:You're running the worker with superuser"
STOP_ORDER = ("replay", "beat", "live", "web", "errands", "worker", "witness", "storage")


def options(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="./lc demo")
    parser.add_argument("--port", type=int, default=WEB_PORT, help="pages and REST API")
    parser.add_argument("--live-port", type=int, default=LIVE_PORT, help="WebSockets")
    parser.add_argument("--no-replay", action="store_true", help="leave the demo room quiet")
    parser.add_argument("--speed", type=float, default=1.0, help="of the replay; 1 is real time")
    parser.add_argument("--real", type=Path, help="replay recorded rooms from this file or folder")
    found = parser.parse_args(arguments)
    if found.real and not found.real.exists():
        parser.error(f"--real {found.real}: there is no such file or folder")
    if found.speed <= 0:
        parser.error("--speed must be more than 0")
    for port in (found.port, found.live_port):
        if not 0 < port < 65536:
            parser.error(f"{port} is not a port")
    return found


def choose_port(wanted: int, what: str, *, taken: int = 0) -> int:
    """Return `wanted`, or the next free port, saying so."""
    port = free_port(wanted)
    if port == taken:
        port = free_port(port + 1)
    if port != wanted:
        say(f"port {wanted} is taken: {what} uses {port}")
    return port


def commands(port: int, live_port: int) -> dict[str, list[str]]:
    """Return the processes that serve; the Procfile and docker-compose.yml name the same."""
    celery = ["celery", "-q", "-A", "livecompliance"]
    quietly = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    return {
        "web": ["gunicorn", "livecompliance.wsgi:application", "--bind", f"{HOST}:{port}",
                "--workers", "2", "--threads", "8", "--worker-class", "gthread",
                "--graceful-timeout", "5", "--log-level", "warning", "--worker-tmp-dir", _memory()],
        "live": ["uvicorn", "livecompliance.asgi:application", "--host", HOST, "--port",
                 str(live_port), "--timeout-graceful-shutdown", "5", "--lifespan", "off",
                 "--log-level", "warning", "--no-access-log", "--ws-per-message-deflate", "false",
                 "--ws-max-size", "65536"],
        "worker": [*celery, "worker", "--queues", "hot,live", *quietly],
        "errands": [*celery, "worker", "--queues", "bulk,docs", "--concurrency", "2",
                    "--hostname", "errands@%h", *quietly],
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--schedule",
                 str(LOCAL / "beat-schedule"), "--pidfile", ""],
    }  # fmt: skip


def _memory() -> str:
    """Return where gunicorn's heartbeat files go: memory, where there is such a folder."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp"  # noqa: S108


class Asked(threading.Event):
    """Whether somebody asked to stop. A signal sets it, and an Event would wait for its lock."""

    _is = False

    def set(self) -> None:
        self._is = True

    def is_set(self) -> bool:
        return self._is

    def wait(self, timeout: float | None = None) -> bool:
        if not self._is:
            time.sleep(timeout or 0)
        return self._is


class Demo:
    """One run, from the first server to the last."""

    def __init__(self, chosen: argparse.Namespace, state: State) -> None:
        self.chosen, self.state = chosen, state
        self.stop = Asked()
        self.services = services.Services(LOCAL)
        self.supervisor = Supervisor(ROOT, STOP_ORDER)
        self.environment: dict[str, str] = {}

    def run(self) -> int:
        """Start everything, wait for the end, stop everything. Return the exit code."""
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, lambda *_: self._asked_to_stop())
        try:
            return self._serve()
        except Stopped:
            return 0
        except Broken:
            if not self.stop.is_set():
                raise
            return 0
        finally:
            self._end()

    def _asked_to_stop(self) -> None:
        if not self.stop.is_set() and not self.supervisor.children:
            self.stop.set()
            raise Stopped
        self.stop.set()

    def _serve(self) -> int:
        port = choose_port(self.chosen.port, "the page")
        live_port = choose_port(self.chosen.live_port, "the live process", taken=port)
        self._prepare(port, live_port)
        serving = commands(port, live_port)
        self._start(serving, "web", "live")  # they come up while the seed is sown
        storage = choose_port(demo_storage.PORT, "the storage of recordings")
        seeded = self._seed(port, live_port, storage)
        serving["witness"] = self._witnessed(seeded)
        serving["storage"] = demo_storage.command(storage)
        self._start(serving, "storage", "witness", "worker", "errands", "beat")
        checks = {
            "web": f"http://{HOST}:{port}/healthz",
            "live": f"http://{HOST}:{live_port}/healthz",
        }
        if not self._wait(lambda: all(answers(url) for url in checks.values()), 60):
            return self._ended("the page did not answer within 60 s")
        self.state.write(seeded)
        if not self.chosen.no_replay:
            self.supervisor.start("replay", self._replay_command(), self.environment)
        self._welcome(seeded)
        self._wait(lambda: False, None)
        return self._ended("")

    def _start(self, serving: dict[str, list[str]], *names: str) -> None:
        for name in names:
            self.supervisor.start(name, serving[name], self.environment)

    def _prepare(self, port: int, live_port: int) -> None:
        """Servers, roles, database, tables."""
        self.services = services.start(LOCAL, durable=True, ports=True)
        own = self.services.postgres
        say(f"PostgreSQL: {f'our own on {HOST}:{own.port}' if own else 'DATABASE_URL'}")
        mine = self.services.redis
        say(f"Redis: {f'our own Valkey on {HOST}:{mine.port}' if mine else 'REDIS_URL'}")
        given = database.prepare(self.services.admin_url).environment()
        self.services.environment |= given | {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "LC_LIVE_PORT": str(live_port),
        }
        self.state.write_environment(self.services.environment)
        self.environment = self.services.child_environment(
            LC_LOG_LEVEL=os.environ.get("LC_LOG_LEVEL", "WARNING"), PYTHONWARNINGS=QUIET_ROOT
        )
        (LOCAL / "beat-schedule").unlink(missing_ok=True)
        say("migrating")
        services.manage(self.services, program="tools.migrating")

    def _seed(self, port: int, live_port: int, storage: int) -> dict[str, Any]:
        """Load the demo tenants; return what .local/demo.json says."""
        say("seeding")
        given = [*self._recorded(), "--storage", f"http://{HOST}:{storage}"]
        said = services.manage(self.services, "demo_seed", *given, capture=True)
        try:
            found: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
        except (IndexError, ValueError) as wrong:
            raise Broken("manage.py demo_seed did not print JSON on its last line") from wrong
        base = f"http://{HOST}:{port}"
        login = urljoin(base, found.pop("login_url", "/accounts/login/"))
        return {
            "base_url": base,
            "ws_url": f"ws://{HOST}:{live_port}",
            "login_url": login,
        } | found

    def _witnessed(self, seeded: dict[str, Any]) -> list[str]:
        """Register a witness of every platform; return its command."""
        slugs = [one["slug"] for one in seeded["tenants"]]
        port = choose_port(demo_witness.PORT, "the witness")
        return demo_witness.begin(self.services, LOCAL, slugs, port)

    def _replay_command(self) -> list[str]:
        command = ["manage.py", "demo_replay", "--speed", str(self.chosen.speed)]
        return [*command, *self._recorded()]

    def _recorded(self) -> list[str]:
        return ["--real", str(self.chosen.real.resolve())] if self.chosen.real else []

    def _wait(self, ready: Callable[[], bool], seconds: float | None) -> bool:
        """Return True once ready; False when asked to stop, when a child died, or too late."""
        return self.supervisor.watch(self.stop, ready, seconds)

    def _ended(self, otherwise: str) -> int:
        """Return the exit code, saying whose fault the end was when it was not the user's."""
        if self.stop.is_set():
            return 0
        message = self.supervisor.obituary() or otherwise
        print(f"lc: {message}", file=sys.stderr)
        return 1

    def _welcome(self, seeded: dict[str, Any]) -> None:
        lines = [
            "",
            f"  Live Compliance   {seeded['base_url']}/",
            f"  sockets           {seeded['ws_url']}",
        ]
        for tenant in seeded.get("tenants", []):
            officer = tenant.get("officer", {})
            login = f"{officer.get('username')} / {officer.get('password')}"
            lines.append(f"  {tenant['slug']:17} {login}   API key {tenant.get('api_key')}")
        for kind in ("streamer", "merchant", "agency", "regulator"):
            if person := seeded.get(kind):
                login = f"{person.get('username')} / {person.get('password')}"
                lines.append(f"  {kind:17} {login}")
        print("\n".join([*lines, "", "  Ctrl-C stops everything.", ""]), flush=True)
        say("ready")

    def _end(self) -> None:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        say("stopping")
        self.supervisor.stop()
        self.services.stop()
        self.state.clear()
        say("stopped")


class Stopped(BaseException):
    """The user asked to stop before anything of ours could be waited for."""


def main(arguments: list[str]) -> int:
    """Run the demo until it is stopped."""
    chosen = options(arguments)
    try:
        with State(LOCAL) as state:
            return Demo(chosen, state).run()
    except AlreadyRunning as running:
        print(f"lc: already running: {running}", file=sys.stderr)
    except Broken as broken:
        print(f"lc: {broken}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
