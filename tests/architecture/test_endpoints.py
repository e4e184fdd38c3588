"""Every address of the product, knocked at as everybody. New addresses are in at once."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from django.test import Client

from accounts import services as accounts
from accounts.models import Scope
from ledger.models import Entry
from livecompliance import doors
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.architecture.test_api_matrix import key_of
from tests.architecture.world import Ids, ask, ask_undone, filled, is_known, path_of
from tests.attack.conftest import signed_in
from tests.attack.test_api_roles import WRITES
from tests.attack.test_pages import theirs  # noqa: F401  (a fixture)
from tests.moderation.sockets import cookie_of, opened
from tools import endpoints

pytestmark = pytest.mark.django_db
EVERY = list(doors.endpoints())
OURS = [one for one in EVERY if "everybody" not in one.door and "token" not in one.door]
CALLS = [(one, one.method) for one in OURS if one.is_api]
VISITS = [(one, method) for one in OURS if not one.is_api for method in ("GET", "POST")]
REFUSED = {401, 403, 404, 405}


@pytest.fixture
def world(harbour, lin, theirs, tea_session) -> Ids:  # noqa: F811
    """The ids of Harbour's things, one of each kind; who is on air there is not what is asked."""
    builders.observing(harbour)
    del theirs["token"]
    return Ids(theirs | {"session_id": str(tea_session.pk), "clause_id": "M-truthful"})


def entries(owner) -> int:
    with acting(system_actor(owner.pk)), transaction.atomic():
        return Entry.objects.count()


def body_for(one, world: Ids) -> Any:
    """Return what may be sent there: who may not must be refused before it is looked at."""
    sent = WRITES.get(one.route.removeprefix("/api/v1/"), ({},))[0] if one.method == "POST" else {}
    return filled(sent, world)


def is_in(answer) -> bool:
    """Tell whether somebody got in: an answer that is neither a refusal nor a way elsewhere."""
    return answer.status_code not in REFUSED and answer.status_code != 302


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


def test_a_stranger_gets_in_nowhere(harbour, world):
    before, stranger = entries(harbour), Client(raise_request_exception=False)
    for one, method in [*VISITS, *CALLS]:
        answer = ask(stranger, method, path_of(one.route, world))
        assert not is_in(answer), (method, one.route, answer.status_code)
        if answer.status_code == 302:
            assert answer["Location"].startswith("/accounts/login/"), one.route
    assert entries(harbour) == before


@pytest.mark.parametrize("role", doors.ROLES)
def test_a_role_gets_in_where_it_is_declared_and_nowhere_else(harbour, chun, world, role):
    before = entries(harbour)
    person = chun if role == "streamer" else builders.person(harbour, "eve", role)
    browser = signed_in(person, raise_request_exception=False)
    wrong = []
    for one, method in [*VISITS, *CALLS]:
        path, body = path_of(one.route, world), body_for(one, world)
        if role not in one.door:
            is_right = not is_in(ask(browser, method, path, body))
        else:
            answer = ask_undone(browser, method, path, body)
            may_be_nothing = one.name in doors.OWN or not is_known(one.route, world)
            is_right = (
                answer.status_code not in {401, 403}
                and (answer.status_code != 404 or may_be_nothing)
                and not answer.get("Location", "").startswith("/accounts/login")
            )
        wrong += [] if is_right else [(method, one.route)]
    assert wrong == []
    assert entries(harbour) == before


def test_another_tenant_gets_in_to_nothing_of_ours(elsewhere, harbour, world):
    before = entries(harbour)
    everything = builders.person(elsewhere, "all", "officer", "security_admin", "streamer")
    browser = signed_in(everything, raise_request_exception=False)
    headers = {"Authorization": f"Bearer {key_of(elsewhere, 'foreign')}"}
    for one, method in [*VISITS, *CALLS]:
        if "_id>" not in one.route or "clause_id" in one.route:
            continue
        path = path_of(one.route, world)
        answers = [ask(browser, method, path)]
        answers += [ask(Client(), method, path, **headers)] if one.is_api else []
        for answer in answers:
            assert not is_in(answer) or answer.status_code == 422, (method, one.route)
    assert entries(harbour) == before


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


def test_a_suspended_tenant_gets_in_nowhere(harbour, lin, world):
    everything = builders.person(harbour, "all", "officer", "security_admin", "streamer")
    browser, key = signed_in(everything, raise_request_exception=False), key_of(harbour, "key")
    system = system_actor(harbour.pk)
    with acting(system):
        accounts.tenant_suspend(actor=system, reason="欠费")
    for one, method in [*VISITS, *CALLS]:
        answer = ask(browser, method, path_of(one.route, world))
        assert answer.status_code in REFUSED, (method, one.route, answer.status_code)
        if one.is_api:
            headers = {"Authorization": f"Bearer {key}"}
            answer = ask(Client(), method, path_of(one.route, world), **headers)
            assert answer.status_code == 401, (method, one.route)


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
