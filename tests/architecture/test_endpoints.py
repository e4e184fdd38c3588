"""Every address of the product, knocked at as everybody. New addresses are in at once."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from accounts.models import Scope
from livecompliance import doors
from tests import builders
from tests.architecture.test_api_matrix import key_of
from tests.architecture.world import CALLS, VISITS, ask, entries, is_in, path_of
from tests.moderation.sockets import cookie_of, opened
from tools import endpoints

pytestmark = pytest.mark.django_db


def test_every_address_says_who_may_enter():
    assert endpoints.faults() == []


def test_the_page_about_addresses_is_what_is_served():
    assert endpoints.PAGE.read_text(encoding="utf-8") == endpoints.page()


def test_an_address_that_nobody_declared_fails_the_build(monkeypatch):
    monkeypatch.delitem(doors.PAGES, "wall")
    monkeypatch.delitem(doors.API, "POST inspect")
    monkeypatch.setitem(doors.PAGES, "gone", doors.EVERYBODY)

    said = "\n".join(endpoints.faults())

    assert "page /wall" in said
    assert "POST /api/v1/inspect" in said
    assert "'gone'" in said


def test_the_lists_are_not_empty():
    assert len(CALLS) > 15
    assert len(VISITS) > 60


@pytest.mark.long
def test_a_stranger_gets_in_nowhere(harbour, world):
    before, stranger = entries(harbour), Client(raise_request_exception=False)
    for one, method in [*VISITS, *CALLS]:
        answer = ask(stranger, method, path_of(one.route, world))
        assert not is_in(answer), (method, one.route, answer.status_code)
        if answer.status_code == 302:
            assert answer["Location"].startswith("/accounts/login/"), one.route
    assert entries(harbour) == before


@pytest.mark.long
def test_a_key_without_the_scope_gets_in_nowhere(harbour, world):
    keys = {
        scope: key_of(harbour, scope, scopes=[one for one in Scope.values if one != scope])
        for scope in Scope.values
    }
    for one, method in CALLS:
        headers = {"Authorization": f"Bearer {keys[one.scope]}"}
        answer = ask(Client(), method, path_of(one.route, world), **headers)
        assert answer.status_code == 403, (method, one.route, answer.status_code)
        assert answer.json()["code"] == "forbidden", (method, one.route)


async def is_let_in(path: str, **headers: str) -> bool:
    """Tell whether a socket stays open for whoever the headers say."""
    async with opened(path, **headers) as heard:
        if heard is None:
            return False
        try:
            await heard.closed(0.5)
        except TimeoutError:
            return True
        return False


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
async def test_a_socket_lets_in_who_is_declared_and_nobody_else(harbour, elsewhere, chun, tea_room):
    make = sync_to_async(builders.person)
    knocking = {role: await make(harbour, f"eve{n}", role) for n, role in enumerate(doors.ROLES)}
    knocking["streamer"] = chun
    foreign = await make(elsewhere, "foreign", "officer", "streamer")
    for route, door in doors.SOCKETS.items():
        path = "/" + route.replace("<uuid:room_id>", str(tea_room.pk))
        assert not await is_let_in(path), route
        cookies = [await sync_to_async(cookie_of)(actor) for actor in knocking.values()]
        let_in = await asyncio.gather(*(is_let_in(path, **cookie) for cookie in cookies))
        for role, is_let in zip(knocking, let_in, strict=True):
            assert is_let == (role in door), (route, role)
        if "room_id" in route:
            assert not await is_let_in(path, **await sync_to_async(cookie_of)(foreign)), route
