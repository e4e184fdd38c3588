"""A record that is written, sealed, and altered by somebody with every right."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from ledger import services
from ledger.models import Entry
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from tools import database
from tools.pytest_services import ADMIN, database_name

Write = Callable[..., list[Entry]]


@pytest.fixture
def write() -> Write:
    """Write so many entries of an actor, in one transaction."""

    def written(actor: Actor, count: int = 1) -> list[Entry]:
        acts = [{"action": "x.y_done", "subject": ("room", str(one))} for one in range(count)]
        with acting(actor), transaction.atomic():
            return services.entries_append(actor=actor, acts=acts)

    return written


@contextmanager
def superuser() -> Iterator[database.Cursor]:
    """Act on this process's database as somebody whom no grant, wall or trigger stops."""
    url = database.with_database(os.environ[ADMIN], database_name())
    with database.cursor(url) as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
