"""Every address of the product, knocked at in every role, from next door and after a suspension."""

import pytest
from django.test import Client

from accounts import services as accounts
from livecompliance import doors
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.architecture.test_api_matrix import key_of
from tests.architecture.world import (
    CALLS,
    REFUSED,
    VISITS,
    ask,
    ask_undone,
    entries,
    filled,
    is_in,
    is_known,
    path_of,
)
from tests.attack.conftest import signed_in
from tests.attack.test_api_roles import WRITES
from tests.oversight import keeping

pytestmark = pytest.mark.django_db


def body_for(one, world):
    """Return what may be sent there: who may not must be refused before it is looked at."""
    if one.route.endswith("/recordings"):
        return keeping.recorded()
    sent = WRITES.get(one.route.removeprefix("/api/v1/"), ({},))[0] if one.method == "POST" else {}
    return filled(sent, world)


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
            is_asked_first = b'"step_up_required"' in answer.content
            may_be_nothing = one.name in doors.OWN or not is_known(one.route, world)
            is_right = (
                (answer.status_code not in {401, 403} or is_asked_first)
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
