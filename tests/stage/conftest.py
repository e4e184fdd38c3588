"""What tests of the stage share."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Tenant
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from stage import gate, services
from stage.services import judging

RULES = {"国家级": "block", "特效": "review"}


def judge(_actor: Actor, _kind: str, text: str) -> services.Judgement:
    """Judge by three words, as the engine would by its packs."""
    for word, suggestion in RULES.items():
        if word in text:
            label = {"code": "F-ABS-TOP", "clause": "M-truthful", "rule": "F-ABS-TOP/x"}
            return services.Judgement(suggestion, [label], "test")
    return services.Judgement("pass", [], "test")


@pytest.fixture
def judged() -> Iterator[None]:
    """Let a known judge stand in the port: the stage is tested without the engine above it."""
    before = list(judging._judges)
    services.judge_register(judge)
    yield
    judging._judges[:] = before


@pytest.fixture
def gateway(harbour: Tenant) -> Actor:
    """The platform's own system, with a key."""
    scopes = frozenset({"stage.read", "stage.write"})
    return Actor(
        tenant_ids=frozenset({harbour.pk}),
        roles=frozenset({"integrator"}),
        scopes=scopes,
        key_id=uuid7(),
    )


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> Callable[..., datetime]:
    """Return a function that puts the clock on."""

    def put(**by: float) -> datetime:
        later = clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: later)
        return later

    return put


def codes(actor: Actor, asked: Any) -> set[str]:
    """Return what the gate has against a broadcast."""
    with acting(actor), transaction.atomic():
        return {one.code for one in gate.check(actor, asked)}


def queries(actor: Actor, asked: Any) -> int:
    """Return how many questions the gate asks of the database."""
    with acting(actor), transaction.atomic(), CaptureQueriesContext(connection) as captured:
        list(gate.check(actor, asked))
    return len(captured)
