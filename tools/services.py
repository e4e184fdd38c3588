"""PostgreSQL and Redis for the demo, the tests and the bench: the given ones, else our own."""

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis

from tools import database, keys
from tools.embedded import EmbeddedPostgres, EmbeddedRedis
from tools.process import Broken, die_with_parent

ROOT = Path(__file__).resolve().parents[1]
PG_PORT, REDIS_PORT = 54329, 56379


@dataclass
class Services:
    """Two servers that answer, and what a process of ours needs to reach them."""

    folder: Path
    admin_url: str = ""
    redis_url: str = ""
    postgres: EmbeddedPostgres | None = None
    redis: EmbeddedRedis | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def child_environment(self, **more: str) -> dict[str, str]:
        """Return this process's environment with these services in it."""
        return dict(os.environ) | self.environment | more

    def stop(self) -> None:
        """Stop what was started here: Redis first, PostgreSQL last."""
        for server in (self.redis, self.postgres):
            if server:
                server.stop()

    def discard(self) -> None:
        """Stop what was started here and remove its data."""
        for server in (self.redis, self.postgres):
            if server:
                server.discard()
        shutil.rmtree(self.folder, ignore_errors=True)


def check_redis(url: str) -> None:
    """Refuse a REDIS_URL that nothing answers on."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError, OSError) as refusal:
        raise Broken(f"REDIS_URL cannot be used: {refusal}") from refusal


def start(
    folder: Path,
    *,
    durable: bool,
    own: bool = False,
    ports: bool = False,
    image: Path | None = None,
) -> Services:
    """Start what the environment does not give.

    Args:
        folder: where data, logs and secrets go.
        durable: keep what was written through a power cut (the demo, the bench).
        own: start our own servers even when DATABASE_URL and REDIS_URL are set.
        ports: prefer the ports of the demo, so that other tools find it again.
        image: data of a stopped PostgreSQL of ours to begin with.

    Returns:
        Services whose `environment` holds secrets and the Redis address; no database is made yet.

    Raises:
        Broken: a given server does not answer, or ours do not start.
    """
    services = Services(folder)
    given_database = "" if own else os.environ.get("DATABASE_URL", "")
    given_redis = "" if own else os.environ.get("REDIS_URL", "")
    if given_database:
        database.connect_admin(given_database)
    if given_redis:
        check_redis(given_redis)
    try:
        if not given_database:
            port = PG_PORT if ports else None
            services.postgres = EmbeddedPostgres(folder / "pg", port, durable=durable)
            if image:
                services.postgres.adopt(image)
            services.postgres.start()
        if not given_redis:
            port = REDIS_PORT if ports else None
            services.redis = EmbeddedRedis(folder / "redis", port, durable=durable).start()
    except BaseException:
        services.stop()
        raise
    services.admin_url = given_database or (services.postgres and services.postgres.url()) or ""
    services.redis_url = given_redis or (services.redis and services.redis.url()) or ""
    services.environment = keys.environment(folder) | {"LC_REDIS_URL": services.redis_url}
    return services


def manage(
    services: Services, *arguments: str, program: str = "manage", capture: bool = False
) -> str:
    """Run one management command with these services; raise with its last words when it fails."""
    result = subprocess.run(
        [sys.executable, "-m", program, *arguments],
        cwd=ROOT,
        env=services.child_environment(),
        stdout=subprocess.PIPE if capture else None,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        start_new_session=True,  # Ctrl-C is for us to handle
        preexec_fn=die_with_parent(),
    )
    if result.returncode:
        said = result.stderr.strip().splitlines() or [f"exit {result.returncode}"]
        sys.stderr.write(result.stderr)
        raise Broken(f"{' '.join([program, *arguments[:1]])}: {said[-1]}")
    return result.stdout if capture else ""


def temporary_folder(purpose: str) -> Path:
    """Return a new folder that other accounts may enter; remove those whose process is gone."""
    for old in Path(tempfile.gettempdir()).glob(f"lc-{purpose}-*-*"):
        if not is_alive(old.name.split("-")[2]):
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"lc-{purpose}-{os.getpid()}-"))
    folder.chmod(0o755)
    return folder


def is_alive(pid: str) -> bool:
    """Return whether a process of that id runs."""
    try:
        os.kill(int(pid), 0)
    except PermissionError:
        return True
    except (ValueError, OSError):
        return False
    return True


@contextmanager
def throwaway(
    *,
    durable: bool = False,
    image: Path | None = None,
    template: str = "",
    settings: str = "livecompliance.settings.dev",
) -> Iterator[Services]:
    """Give servers of our own with roles and a migrated database, gone afterwards.

    Whatever DATABASE_URL says is left alone; an `image` is migrated already, and a `template` (the
    URL of a migrated database) is copied, which takes a fifth of the time of migrating.
    `services.environment` is for child processes; `services.postgres` and `services.redis` can be
    stopped, killed and started again.
    """
    folder = temporary_folder("own")
    services = start(folder, durable=durable, own=True, image=image)
    atexit.register(services.discard)
    try:
        services.environment |= database.prepare(services.admin_url).environment()
        services.environment |= {
            "DJANGO_SETTINGS_MODULE": settings,
            "LC_PACK_CACHE": str(folder / "packs"),
            "LC_FILES_ROOT": str(folder / "files"),
        }
        if template and services.postgres:
            services.postgres.copy(
                template, services.environment[database.URL_NAMES[database.OWNER]]
            )
        elif not image:
            manage(services, program="tools.migrating")
        yield services
    finally:
        services.discard()
        atexit.unregister(services.discard)


def stop_on_signals() -> None:
    """Turn SIGTERM and SIGHUP into an orderly exit, so that `finally` runs."""
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda number, _frame: sys.exit(128 + number))
