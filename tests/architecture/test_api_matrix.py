"""Every endpoint of the API against everybody who must not use it. New endpoints are in at once."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts import services
from accounts.models import Scope
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from tests import builders

pytestmark = pytest.mark.django_db
OPEN = {"api/v1/schema/"}
NDJSON = "application/x-ndjson"


def endpoints(patterns=None, prefix=""):
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from endpoints(entry.url_patterns, route)
        elif isinstance(entry, URLPattern) and route.startswith("api/v1/") and route not in OPEN:
            view = getattr(entry.callback, "view_class", None)
            names = ("get", "post", "put", "patch", "delete")
            for method in [n for n in names if hasattr(view, n)] or ["post"]:
                yield route, method


ENDPOINTS = sorted(set(endpoints()))


def key_of(owner, name, *, scopes=tuple(Scope.values), revoked=False) -> str:
    guard = builders.person(owner, f"guard-{name}", "security_admin")
    with acting(guard):
        key, text = services.key_create(actor=guard, name=name, scopes=list(scopes))
        if revoked:
            services.key_revoke(actor=guard, key_id=key.pk)
    return text


def call(route: str, method: str, ids: dict[str, str], key: str | None):
    path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ids[found[1]], route)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    kind = NDJSON if route.endswith("/events") else "application/json"
    body = b'{"id":"1","type":"comment"}' if kind == NDJSON else b"{}"
    return Client().generic(method.upper(), path, body, content_type=kind, headers=headers)


class Ids(dict):
    """Every id that a path may hold; what is not known is some id."""

    def __missing__(self, name: str) -> str:
        return str(uuid7()) if name.endswith("_id") else "1"


@pytest.fixture
def own(tea_room, tea_session) -> Ids:
    return Ids(room_id=str(tea_room.pk), session_id=str(tea_session.pk))


def problem(response) -> dict:
    assert response.headers["Content-Type"].startswith("application/problem+json"), response
    return response.json()


def test_a_stranger_and_a_revoked_key_are_refused_alike(harbour, own):
    revoked = key_of(harbour, "revoked", revoked=True)
    for route, method in ENDPOINTS:
        answers = [call(route, method, own, key) for key in (None, "lc_x", revoked)]

        assert {answer.status_code for answer in answers} == {401}, (method, route)
        assert {problem(answer)["code"] for answer in answers} == {"unauthenticated"}


def test_another_tenants_object_does_not_exist(elsewhere, own):
    key = key_of(elsewhere, "foreign")
    for route, method in [each for each in ENDPOINTS if "_id>" in each[0]]:
        theirs, nothing = (call(route, method, ids, key) for ids in (own, Ids()))

        assert theirs.status_code == nothing.status_code, (method, route)
        assert theirs.status_code in {403, 404, 422}, (method, route)
        assert problem(theirs) == problem(nothing), (method, route)


def test_the_matrix_is_not_empty():
    assert len(ENDPOINTS) >= 4
