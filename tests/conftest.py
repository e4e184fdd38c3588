"""The cast. Every test that needs people uses these, by these names."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from accounts.models import Tenant
from livecompliance.kernel import ids
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from rooms.models import Room, Session
from tests import builders
from tests.bells import own_redis  # noqa: F401 (a fixture for everybody)
from tests.browser import CHROMIUM


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Start the browser before there are connections: its event loop has a set of its own.

    Ids rise within a process, so after a test that moved the clock on they would stay in its
    year, and nothing made later would be as old as the clock says. A page that was asked for in
    English leaves its language behind; every test begins in Chinese.
    """
    ids._restart()
    translation.deactivate()
    if _wants_browser(item):
        CHROMIUM.running()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Stop the browser once the next test wants none."""
    if not _wants_browser(nextitem):
        CHROMIUM.stop()


def _wants_browser(item: pytest.Item | None) -> bool:
    return "browser" in getattr(item, "fixturenames", ())


@pytest.fixture
def harbour(db) -> Tenant:
    return builders.tenant("harbour")


@pytest.fixture
def elsewhere(db) -> Tenant:
    return builders.tenant("elsewhere")


@pytest.fixture
def lin(harbour: Tenant) -> Actor:
    """Lin is a compliance officer of Harbour."""
    return builders.person(harbour, "lin", "officer")


@pytest.fixture
def wu(harbour: Tenant) -> Actor:
    """Wu only looks."""
    return builders.person(harbour, "wu", "viewer")


@pytest.fixture
def chun(harbour: Tenant) -> Actor:
    """Chun sells tea live on Harbour."""
    return builders.person(harbour, "chun", "streamer")


@pytest.fixture
def outsider(elsewhere: Tenant) -> Actor:
    """The outsider is an officer of another platform."""
    return builders.person(elsewhere, "outsider", "officer")


@pytest.fixture
def tea_room(chun: Actor) -> Room:
    return builders.room(chun, "阿春家的养生茶专场", operator_user_id=chun.user_id)


@pytest.fixture
def tea_session(chun: Actor, tea_room: Room) -> Session:
    return builders.session(chun, tea_room)


@pytest.fixture
def as_lin(lin: Actor) -> Iterator[Actor]:
    """Bind Lin for the whole test."""
    with acting(lin):
        yield lin
