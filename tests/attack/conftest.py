"""What the attackers share: a key that may do everything, and people who are signed in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Scope, Tenant, User
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from parties.models import Card, Credential, MinorAccess, Party, Tie, Unreachable
from tests import builders
from tests.rooms.conftest import body_of, key_of

NDJSON = "application/x-ndjson"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
Ask = Callable[..., Any]


def signed_in(actor: Actor, **options: Any) -> Client:
    """Return the browser of a person."""
    client = Client(**options)
    client.force_login(User.objects.get(pk=actor.user_id), backend=BACKEND)
    return client


@pytest.fixture
def browser_of() -> Callable[..., Client]:
    return signed_in


@pytest.fixture
def master_key(harbour: Tenant) -> str:
    """The Authorization header of a key that has every scope."""
    return key_of(harbour, *Scope.values)


def caller_of(key: str) -> Ask:
    """Return what calls the API with a key; bytes go in as they are."""
    client = Client(raise_request_exception=False)

    def call(method: str, path: str, body: Any = None, **extra: Any) -> Any:
        kind = extra.pop("content_type", "application/json")
        headers = {"HTTP_AUTHORIZATION": key} | extra
        if body is None:
            return client.generic(method.upper(), path, **headers)
        raw = body if isinstance(body, bytes) else body_of(body)
        return client.generic(method.upper(), path, raw, content_type=kind, **headers)

    return call


@pytest.fixture
def api(master_key: str) -> Ask:
    """Call the API: `api("post", "/api/v1/rooms", {...})`."""
    return caller_of(master_key)


@pytest.fixture
def send(api: Ask, tea_session: Any) -> Ask:
    """Report events of the tea session; bytes go in as they are."""

    def call(*lines: Any, session: Any = None, **extra: Any) -> Any:
        path = f"/api/v1/sessions/{session or tea_session.pk}/events"
        return api("post", path, body_of(*lines), content_type=NDJSON, **extra)

    return call


@pytest.fixture
def guard(harbour: Tenant) -> Actor:
    return builders.person(harbour, "guard", "security_admin")


def party_ids(owner: Tenant, party_id: str) -> dict[str, str]:
    """Give the party that a streamer is an agency to work with, and a certificate."""
    agency = builders.party(owner, "agency", kind="company", public_name="星途")
    with acting(system_actor(owner.pk)), transaction.atomic():
        tie = Tie.objects.create(
            tenant_id=owner.pk, kind=Tie.Kind.AGENCY_MARKETER, first=agency, second_id=party_id
        )
        paper = Credential.objects.create(
            tenant_id=owner.pk,
            party_id=party_id,
            kind=Credential.Kind.LICENCE,
            name="食品经营许可证",
        )
        case = Unreachable.objects.create(
            tenant_id=owner.pk,
            party_id=party_id,
            authority="杭州市市场监督管理局",
            document_number="杭市监〔2026〕118 号",
            received_on=clock.today(),
        )
        card = Card.objects.create(
            tenant_id=owner.pk,
            party_id=party_id,
            number=1,
            kind="natural",
            changed_on=clock.today(),
        )
        himself = Party.objects.get(pk=party_id).user_id
        access = MinorAccess.objects.create(
            tenant_id=owner.pk, party_id=party_id, reason="核对来函", asked_by_id=himself
        )
    return {
        "access_id": str(access.pk),
        "case_id": str(case.pk),
        "card_id": str(card.pk),
        "agency_id": str(agency.pk),
        "tie_id": str(tie.pk),
        "credential_id": str(paper.pk),
    }
