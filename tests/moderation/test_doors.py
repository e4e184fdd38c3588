"""Whoever loses his place loses his open sockets at once, without waiting to be asked again."""

import asyncio
from contextlib import AsyncExitStack, suppress

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from django.test import Client

from accounts import services as accounts
from accounts.models import Scope
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation.consumers import doors, socket
from tests import builders
from tests.moderation.sockets import connected, cookie_of, room_path, serving

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD, NEW = "a-long-pass-phrase-7", "another-long-phrase-8"
CONSOLE = "/ws/console/"


@pytest.fixture(autouse=True)
def never_asked(monkeypatch):
    """Let nobody be asked again by the clock, so that only bells can close a socket."""
    monkeypatch.setattr(socket, "RECHECK_S", 3600.0)


def key_of(tenant, name):
    guard = builders.person(tenant, f"guard-{name}", "security_admin")
    with acting(guard):
        key, text = accounts.key_create(actor=guard, name=name, scopes=[Scope.MEASURES_READ])

    def revoke():
        with acting(guard):
            accounts.key_revoke(actor=guard, key_id=key.pk)

    return text, revoke


def as_system(tenant, act):
    system = system_actor(tenant.pk)
    with acting(system), transaction.atomic():
        act(system)


async def stays(client, seconds=0.4):
    """Tell whether a socket is still open after a while."""
    with suppress(TimeoutError):
        await asyncio.wait_for(client.connection.wait_closed(), seconds)
        return False
    return True


class House:
    """A server with several clients inside, each past its greeting."""

    def __init__(self, stack, port):
        self.stack, self.port = stack, port

    async def let_in(self, path, **headers):
        client = await self.stack.enter_async_context(connected(self.port, path, **headers))
        await client.next("hello")
        return client


@pytest.fixture
async def house():
    async with AsyncExitStack() as stack:
        yield House(stack, await stack.enter_async_context(serving()))


@pytest.mark.long
async def test_a_revoked_key_loses_its_sockets_and_those_its_tickets_opened(
    house, harbour, tea_room, tea_session
):
    (text, revoke), (other, _) = key_of(harbour, "a"), key_of(harbour, "b")
    asked = Client(headers={"Authorization": f"Bearer {text}"})
    path = asked.post(f"/api/v1/rooms/{tea_room.pk}/tickets", {}, "application/json").json()["path"]
    by_ticket = await house.let_in(path)
    by_key = await house.let_in(room_path(tea_room), authorization=f"Bearer {text}")
    by_other = await house.let_in(room_path(tea_room), authorization=f"Bearer {other}")

    revoke()

    assert await by_key.closed() == 4401
    assert await by_ticket.closed() == 4401
    assert await stays(by_other)


async def test_a_person_who_is_shut_out_loses_his_sockets_and_nobody_else_does(
    house, harbour, lin, wu
):
    gone, other = [await house.let_in(CONSOLE, **cookie_of(one)) for one in (lin, wu)]

    as_system(harbour, lambda me: accounts.member_deactivate(actor=me, user_id=lin.user_id))

    assert await gone.closed() == 4401
    assert await stays(other)


async def test_a_role_that_is_taken_away_takes_the_console_with_it(house, harbour, lin):
    client = await house.let_in(CONSOLE, **cookie_of(lin))

    as_system(
        harbour,
        lambda me: accounts.member_roles_set(actor=me, user_id=lin.user_id, roles=["streamer"]),
    )

    assert await client.closed() == 4401


async def test_a_suspended_tenant_loses_every_socket_and_its_neighbour_none(
    house, harbour, lin, wu, outsider
):
    inside = [await house.let_in(CONSOLE, **cookie_of(one)) for one in (lin, wu)]
    neighbour = await house.let_in(CONSOLE, **cookie_of(outsider))

    as_system(harbour, lambda me: accounts.tenant_suspend(actor=me, reason="欠费"))

    assert [await client.closed() for client in inside] == [4401, 4401]
    assert await stays(neighbour)


@pytest.fixture
def browsers(harbour):
    """Mei is signed in twice: here and elsewhere."""
    builders.person(harbour, "mei", "officer", password=PASSWORD)
    found = [Client(), Client()]
    for browser in found:
        browser.post("/accounts/login/", {"login": "harbour:mei", "password": PASSWORD})
    return found


def cookie(browser):
    return {"cookie": f"lc_session={browser.cookies['lc_session'].value}"}


async def test_signing_out_closes_what_that_session_left_open(house, browsers):
    here, elsewhere = [await house.let_in(CONSOLE, **cookie(browser)) for browser in browsers]

    await sync_to_async(browsers[0].post)("/accounts/logout/")

    assert await here.closed() == 4401
    assert await stays(elsewhere)


async def test_a_changed_password_closes_what_other_sessions_have_open(house, browsers):
    elsewhere = await house.let_in(CONSOLE, **cookie(browsers[1]))

    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    await sync_to_async(browsers[0].post)("/accounts/password/change/", form)

    assert await elsewhere.closed() == 4401


async def test_nothing_is_kept_of_who_has_left(house, lin):
    client = await house.let_in(CONSOLE, **cookie_of(lin))
    assert list(doors.current()._inside) == [lin.tenant_id]

    await client.connection.close()
    await client.connection.wait_closed()
    await house.stack.aclose()

    assert (doors.current()._inside, doors.current()._heard_of) == ({}, set())
