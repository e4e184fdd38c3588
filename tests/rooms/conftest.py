"""What the tests of ingest share: a key, lines, a way to post, a way to read back."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from accounts import services as accounts
from accounts.models import Scope, Tenant
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from rooms import selectors, services
from rooms.models import Session

NDJSON = "application/x-ndjson"


def line(number: int | str, text: str = "主播今天的茶多少钱", **fields: Any) -> dict[str, Any]:
    """Return one viewer's comment as it is sent."""
    return {"id": number, "type": "comment", "text": text, **fields}


def body_of(*lines: Any) -> bytes:
    """Return lines as a posted body; strings and bytes go in as they are."""
    return b"\n".join(_raw(each) for each in lines) + b"\n"


def _raw(each: Any) -> bytes:
    if isinstance(each, bytes):
        return each
    return (each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)).encode()


def key_of(tenant: Tenant, *scopes: str) -> str:
    """Return the Authorization header of a fresh key."""
    admin = Actor(tenant_ids=frozenset({tenant.pk}), roles=frozenset({"system", "security_admin"}))
    with acting(admin), transaction.atomic():
        _key, secret = accounts.key_create(actor=admin, name="平台后台", scopes=list(scopes))
    return f"Bearer {secret}"


@pytest.fixture
def key(harbour: Tenant) -> str:
    return key_of(harbour, Scope.EVENTS_WRITE)


@pytest.fixture
def post(client, key: str, tea_session: Session) -> Callable[..., Any]:
    """Post a body to the tea session: `post(line(1), line(2), session=…, HTTP_…=…)`."""

    def send(*lines: Any, session: object = None, raw: bytes | None = None, **extra: Any) -> Any:
        body = body_of(*lines) if raw is None else raw
        path = f"/api/v1/sessions/{session or tea_session.pk}/events"
        headers = {"CONTENT_TYPE": NDJSON, "HTTP_AUTHORIZATION": key} | extra
        return client.generic("POST", path, body, **headers)

    return send


@pytest.fixture
def recorded(tea_session: Session) -> Callable[[], list[tuple[int, int, dict[str, Any]]]]:
    """Read the tea session back as (seq, position, event)."""

    def read() -> list[tuple[int, int, dict[str, Any]]]:
        actor = system_actor(tea_session.tenant_id)
        with acting(actor), transaction.atomic():
            said = selectors.segment_events(actor, tea_session, 1, 1_000_000)
        return [(each.seq, each.position, json.loads(each.line)) for each in said]

    return read


@pytest.fixture
def as_system(harbour: Tenant) -> Iterator[Actor]:
    """Bind the system of Harbour inside a transaction, to look at rows."""
    actor = system_actor(harbour.pk)
    with acting(actor), transaction.atomic():
        yield actor


@pytest.fixture
def end_session(tea_session: Session) -> Callable[[], None]:
    def end() -> None:
        actor = system_actor(tea_session.tenant_id)
        with acting(actor):
            services.session_end(actor=actor, session_id=tea_session.pk)

    return end
