"""pytest plugin: real servers, a real database, the app's own role.

DATABASE_URL (an admin's) and REDIS_URL are used when set; otherwise throwaway servers are started
before pytest-django reads the settings. Every forked process (tools/pytest_processes.py) has a
database and a Valkey of its own.
"""

import contextlib
import gc
import hashlib
import importlib
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

ADMIN, RUN, PROCESS = "LC_TEST_ADMIN_URL", "LC_TEST_RUN", "LC_TEST_PROCESS"
IMAGE = "LC_TEST_IMAGE"
SETTINGS = "livecompliance.settings.test"
_state: dict[str, Any] = {}


def _checkout() -> str:
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


def database_name() -> str:
    """Return the database of this process."""
    return f"test_lc_{os.environ[RUN]}_{os.environ[PROCESS]}"


def template_name() -> str:
    """Return the migrated database that all processes of this run copy."""
    return f"test_lc_{os.environ[RUN]}_template"


def _start_shared(is_parallel: bool) -> None:
    """In the process that was called: servers, roles, what others inherit."""
    services = start(temporary_folder("test"), durable=False)
    _state["services"] = services
    os.environ.update(services.environment)
    os.environ[ADMIN] = services.admin_url
    os.environ[PROCESS] = "main"
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
    """Make the template beside collecting, which takes seconds; if it fails, a process does."""
    urls = database.urls_for(services.admin_url, template_name()).environment()
    environment = dict(os.environ) | urls | {"DJANGO_SETTINGS_MODULE": SETTINGS}
    command = [sys.executable, "-m", "tools.testdb", services.admin_url, template_name()]
    child = Child("the template")
    _state["template"] = child.spawn(command, output=subprocess.DEVNULL, env=environment, cwd=ROOT)


def _point_at_own() -> None:
    """Put what is this process's alone where the settings look for it."""
    os.environ.update(database.urls_for(os.environ[ADMIN], database_name()).environment())
    os.environ["LC_CHANNEL_PREFIX"] = f"t-{os.environ[RUN]}-{os.environ[PROCESS]}"
    os.environ["LC_QUEUE_PREFIX"] = os.environ["LC_CHANNEL_PREFIX"] + "-"


def enter_process(name: str) -> None:
    """In a process that was just forked: a database and a Valkey of its own, and a nursery."""
    inherited = dict(_state)  # belongs to the process that was called: neither stopped nor dropped
    _state.clear()
    _state["inherited"] = inherited
    os.environ[PROCESS] = name
    if inherited["services"].redis:
        redis = EmbeddedRedis(temporary_folder("test") / "redis").start()
        _state["services"] = Services(redis.data.parent, redis=redis)
        os.environ["LC_REDIS_URL"] = redis.url()
    _point_at_own()
    _read_settings_anew()
    nursery.open_nursery()


def _read_settings_anew() -> None:
    """Let everything that holds a part of the settings see what the environment says now."""
    from django.conf import settings
    from django.core.cache import caches

    from livecompliance import celery

    package = SETTINGS.rpartition(".")[0]
    for name in [one for one in sys.modules if one.startswith(package)]:
        del sys.modules[name]
    fresh = importlib.import_module(SETTINGS)
    for name in filter(str.isupper, dir(fresh)):
        setattr(settings, name, _in_place(getattr(settings, name), getattr(fresh, name)))
    for alias in settings.CACHES:
        with contextlib.suppress(AttributeError):  # nobody has used it yet
            del caches[alias]
    celery.app.config_from_object("django.conf:settings", namespace="CELERY")


def _in_place(old: Any, new: Any) -> Any:
    """Return `new`, poured into the old dictionaries, which others hold."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    for key, value in new.items():
        old[key] = _in_place(old.get(key), value)
    return old


def leave_process() -> None:
    """At the end of a forked process: leave nothing behind."""
    pytest_unconfigure()


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
    _start_shared(is_parallel="--processes" in args)
    _point_at_own()
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
            if os.environ[PROCESS] == "main":
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
