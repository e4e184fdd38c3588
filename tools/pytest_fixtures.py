"""Fixtures that replace pytest-django's, and servers for tests that kill servers."""

import fcntl
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.db import connections
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from tools import database, testdb
from tools.embedded import EmbeddedPostgres
from tools.process import Broken
from tools.pytest_services import ADMIN, IMAGE, database_name, template_name
from tools.services import Services, throwaway


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Copy the migrated template; let the owner clean up after transactional tests."""
    with django_db_blocker.unblock():
        testdb.build_template(os.environ[ADMIN], template_name())
        testdb.clone(os.environ[ADMIN], template_name(), database_name())
    owner_url = os.environ["LC_OWNER_DATABASE_URL"]
    patch = pytest.MonkeyPatch()
    admin_url = os.environ[ADMIN]
    empty = partial(testdb.empty, owner_url, admin_url)
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty())
    yield
    patch.undo()
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(scope="session")
def migrated_image(django_db_setup: None) -> Path:
    """The data of a stopped PostgreSQL with roles and tables, made once for all processes."""
    image = EmbeddedPostgres(Path(os.environ[IMAGE]))
    with Path(os.environ[IMAGE] + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not image.data.exists():
            is_ours = not os.environ.get("DATABASE_URL")  # and so no newer than its copy
            url = database.with_database(os.environ[ADMIN], template_name()) if is_ours else ""
            with throwaway(template=url) as services:
                if services.postgres is None:
                    raise Broken("servers of our own were asked for")
                services.postgres.stop()
                image.adopt(services.postgres.data)
    return image.data


@pytest.fixture(scope="module")
def own_services(migrated_image: Path) -> Iterator[Services]:
    """Servers that a test may kill: PostgreSQL, Valkey, roles, a migrated database.

    Start the programs under test as children with `own_services.child_environment()`.
    """
    with throwaway(durable=True, image=migrated_image) as services:
        yield services
