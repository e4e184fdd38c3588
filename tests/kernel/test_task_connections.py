"""What becomes of database connections from one background task to the next."""

import time

import pytest
from celery.signals import task_prerun
from django.conf import settings
from django.db import connections

from livecompliance.celery import app

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def idle():
    """Give a connection of its own, as a worker keeps one between two tasks."""
    found = connections.create_connection("default")
    found.ensure_connection()
    yield found
    found.close()


def hang_up(connection):
    pid = connection.connection.info.backend_pid
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    end = time.monotonic() + 5
    while not connection.has_hung_up() and time.monotonic() < end:
        time.sleep(0.01)


def test_a_connection_that_works_is_kept(idle):
    assert not idle.has_hung_up()


def test_a_connection_that_the_server_closed_is_noticed_without_a_query(idle):
    hang_up(idle)

    assert idle.has_hung_up()


def test_before_a_task_a_dead_connection_is_dropped_and_a_living_one_is_not(idle, monkeypatch):
    other = connections.create_connection("default")
    other.ensure_connection()
    other.close_at, alive = None, other.connection  # of any age
    hang_up(idle)
    monkeypatch.setattr(connections, "all", lambda initialized_only=False: [idle, other])

    task_prerun.send(sender=None)

    assert idle.connection is None
    assert other.connection is alive
    other.close()


def test_celery_itself_leaves_connections_open():
    assert app.conf.get("CELERY_DB_REUSE_MAX") == settings.CELERY_DB_REUSE_MAX >= 10**9
