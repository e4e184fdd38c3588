"""A cast that stands for several tests: each of them begins at a savepoint and goes back there.

Making the world that requests ask for takes three times as long as the requests. It is held in one
transaction, is never committed, and is made anew for every value of the parameter of `standing`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from pytest_django import DjangoDbBlocker

from accounts.models import Scope, Tenant
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from rooms.models import Room, Session
from tests import builders
from tests.attack.conftest import Ask, caller_of
from tests.rooms.conftest import key_of

TICK = timedelta(milliseconds=1)
__all__ = [
    *("api", "chun", "harbour", "lin", "outsider", "standing", "tea_room", "tea_session"),
    "time_stands_too",
]


class Moment:
    """A clock that is slow: a busy machine makes nothing late, and the order of things is kept."""

    def __init__(self) -> None:
        self._at = clock.now()
        self._made: datetime | None = None
        self.connection = connections[DEFAULT_DB_ALIAS]

    def now(self) -> datetime:
        self._at += TICK
        return self._at

    def again(self) -> None:
        """Go back to when the world was made."""
        self._made = self._made or self._at
        self._at = self._made
        self.hold()

    def hold(self) -> None:
        """Ask by the connection that holds the world.

        Where a browser is open in this process its event loop is, and what comes and goes with a
        loop (asgiref) gives the same thread another connection from then on.
        """
        connections[DEFAULT_DB_ALIAS] = self.connection


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Moment]:
    """Hold everything that is made until the parameter changes in one transaction."""
    held, moment = transaction.atomic(), Moment()
    held._from_testcase = True  # what must be outermost may be: as in every test
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), held:
        patch.setattr(clock, "now", moment.now)
        yield moment
        moment.hold()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def time_stands_too(standing: Moment) -> None:
    """Let every test begin when the world was made: what may be undone then still may be."""
    standing.again()


@pytest.fixture(scope="module")
def harbour(standing: object) -> Tenant:
    return builders.tenant("harbour")


@pytest.fixture(scope="module")
def lin(harbour: Tenant) -> Actor:
    return builders.person(harbour, "lin", "officer")


@pytest.fixture(scope="module")
def chun(harbour: Tenant) -> Actor:
    return builders.person(harbour, "chun", "streamer")


@pytest.fixture(scope="module")
def outsider(standing: object) -> Actor:
    return builders.person(builders.tenant("elsewhere"), "outsider", "officer")


@pytest.fixture(scope="module")
def tea_room(chun: Actor) -> Room:
    return builders.room(chun, "阿春家的养生茶专场", operator_user_id=chun.user_id)


@pytest.fixture(scope="module")
def tea_session(chun: Actor, tea_room: Room) -> Session:
    return builders.session(chun, tea_room)


@pytest.fixture(scope="module")
def api(harbour: Tenant) -> Ask:
    return caller_of(key_of(harbour, *Scope.values))
