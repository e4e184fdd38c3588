"""pytest plugin: real servers, a real database, the app's own role.

DATABASE_URL (an admin's) and REDIS_URL are used when set; otherwise throwaway servers are started
before pytest-django reads the settings. Every xdist worker has a database and a Valkey of its own.
"""

import gc
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools import database, nursery
from tools.embedded import EmbeddedPostgres, EmbeddedRedis
from tools.process import Child
from tools.services import ROOT, Services, is_alive, start, temporary_folder

ADMIN, RUN, OWN_REDIS = "LC_TEST_ADMIN_URL", "LC_TEST_RUN", "LC_TEST_OWN_REDIS"
IMAGE = "LC_TEST_IMAGE"
SETTINGS = "livecompliance.settings.test"
_state: dict[str, Any] = {}


def _checkout() -> str:
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def database_name() -> str:
    """Return the database of this process."""
    return f"test_lc_{os.environ[RUN]}_{_worker()}"


def template_name() -> str:
    """Return the migrated database that all processes of this run copy."""
    return f"test_lc_{os.environ[RUN]}_template"


def _start_shared(is_parallel: bool) -> None:
    """In the process that was called: servers, roles, what the workers inherit."""
    services = start(temporary_folder("test"), durable=False)
    _state["services"] = services
    os.environ.update(services.environment)
    os.environ[ADMIN] = services.admin_url
    os.environ[OWN_REDIS] = "1" if services.redis else ""
    os.environ[RUN] = f"{_checkout()}_{os.getpid()}"
    os.environ["LC_PACK_CACHE"] = str(services.folder / "packs")
    os.environ[IMAGE] = str(services.folder / "image")
    os.environ["LC_FILES_ROOT"] = str(services.folder / "files")
    with database.maintenance(services.admin_url) as db:
        database.make_roles(db, database.passwords_for(services.admin_url))
        if not services.postgres:
            _drop_leftovers(db)
    if is_parallel:
        _migrate_meanwhile(services)


def _migrate_meanwhile(services: Services) -> None:
    """Make the template beside the workers, who need seconds to collect; if it fails, one does."""
    urls = database.urls_for(services.admin_url, template_name()).environment()
    environment = dict(os.environ) | urls | {"DJANGO_SETTINGS_MODULE": SETTINGS}
    command = [sys.executable, "-m", "tools.testdb", services.admin_url, template_name()]
    child = Child("the template")
    _state["template"] = child.spawn(command, output=subprocess.DEVNULL, env=environment, cwd=ROOT)


def _drop_leftovers(db: database.Cursor) -> None:
    """On a given server: drop what killed runs of this checkout left behind."""
    ours = f"test_lc_{_checkout()}_%"
    db.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [ours])
    for (name,) in db.fetchall():
        if not is_alive(name.split("_")[3]):
            database.drop_database(db, name)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(args: list[str]) -> Iterator[None]:
    """Have everything in the environment before the settings are read."""
    gc.disable()  # until all is loaded
    if RUN not in os.environ or "PYTEST_XDIST_WORKER" not in os.environ:
        _start_shared(is_parallel="-n" in args)
    elif os.environ[OWN_REDIS]:
        redis = EmbeddedRedis(temporary_folder("test") / "redis").start()
        _state["services"] = Services(redis.data.parent, redis=redis)
        os.environ["LC_REDIS_URL"] = redis.url()
    os.environ.update(database.urls_for(os.environ[ADMIN], database_name()).environment())
    # Playwright keeps an event loop in this thread, where the ORM would refuse to work.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    nursery.close_nursery()
    child: Child | None = _state.pop("template", None)
    if child:
        child.stop()
    services: Services | None = _state.pop("services", None)
    if RUN in os.environ and not (services and services.postgres):
        with database.maintenance(os.environ[ADMIN]) as db:
            database.drop_database(db, database_name())
            if "PYTEST_XDIST_WORKER" not in os.environ:
                database.drop_database(db, template_name())
    if services:
        if services.postgres:
            EmbeddedPostgres(Path(os.environ[IMAGE])).discard()
        services.discard()


def pytest_configure(config: pytest.Config) -> None:
    """Put our fixtures after pytest-django's, so that they win; start Pythons the short way."""
    from tools import pytest_fixtures

    nursery.open_nursery()

    config.pluginmanager.register(pytest_fixtures, "lc-fixtures")


def pytest_collection_finish() -> None:
    """Leave what is loaded now out of the hunt for garbage, and hunt less often."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()
