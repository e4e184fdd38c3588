"""What the tests of review share: findings and content that wait, officers, a clock to move."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from ledger.models import Entry
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from moderation import rules as measures
from moderation import services as moderation
from review import services
from review.models import Item, Round
from rooms.models import Session
from tests import builders

OFFER = "全国销量第一"


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    translation.activate("zh-hans")


@pytest.fixture
def mei(harbour) -> Actor:
    """Mei is Harbour's other officer."""
    return builders.person(harbour, "mei", "officer")


@pytest.fixture
def auditor(harbour) -> Actor:
    """The auditor looks after quality."""
    return builders.person(harbour, "auditor", "audit_admin")


@pytest.fixture
def later(monkeypatch) -> Callable[..., None]:
    """Move the clock on: `later(minutes=11)`."""
    really, moved = clock.now, [timedelta()]

    def move(**by: float) -> None:
        moved[0] += timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: really() + moved[0])

    return move


def waiting(of: Session, number: int = 1, **fields: Any) -> Item:
    """Let a finding of a broadcast wait in the queue."""
    system = system_actor(of.tenant_id)
    one = builders.finding(of, event_key=f"{number}", **fields)
    with acting(system):
        services.findings_open(actor=system, session_id=of.pk, finding_ids=[one.pk])
    return item_of(one.tenant_id, one.pk)


def content(tenant_id: Any, *texts: str) -> list[Item]:
    """Hand in content before publication; return what waits of it."""
    system = system_actor(tenant_id)
    given = [
        {"id": f"t{number}", "type": "title", "text": text}
        for number, text in enumerate(texts or (OFFER,))
    ]
    with acting(system):
        items = moderation.items_read(given)
        moderation.publication_review(actor=system, items=items)
    return rows(tenant_id, kind="content", golden=None, second_of=None)


def rows(tenant_id: Any, **wanted: Any) -> list[Item]:
    with acting(system_actor(tenant_id)), transaction.atomic():
        found = Item.objects.filter(tenant_id=tenant_id, **wanted)
        return list(found.select_related("held_by").order_by("rank", "id"))


def item_of(tenant_id: Any, subject_id: Any) -> Item:
    return rows(tenant_id, subject_id=subject_id, second_of=None)[0]


def again(item: Item) -> Item:
    return rows(item.tenant_id, pk=item.pk)[0]


def claim(actor: Actor) -> Item | None:
    with acting(actor):
        return services.item_claim(actor=actor)


def take(actor: Actor, item: Item) -> Item:
    with acting(actor):
        return services.item_take(actor=actor, item_id=item.pk)


def decide(actor: Actor, item: Item, outcome: str, **said: Any) -> Item:
    """Decide an item with the version that the actor saw."""
    said = {"reason": "看过了"} | said
    verdict = services.Verdict(outcome, **said)
    with acting(actor):
        return services.item_decide(
            actor=actor, item_id=item.pk, version=item.version, verdict=verdict
        )


def warn(**fields: Any) -> measures.Order:
    return measures.Order(
        kind="warning",
        clause="M-18-2",
        reason={"zh": "把普通茶说成药。", "en": ""},
        **fields,
    )


def policy(tenant: Any, **numbers: int) -> None:
    """Set numbers of a tenant's policy."""
    with acting(system_actor(tenant.pk)), transaction.atomic():
        tenant.policy = tenant.policy | numbers
        tenant.save(update_fields=["policy"])


def sweep(tenant_id: Any) -> None:
    """What the beat does in one tenant."""
    system = system_actor(tenant_id)
    with acting(system):
        services.leases_follow(actor=system)
        services.queue_reconcile(actor=system)
        services.rounds_follow(actor=system)


def acts(tenant_id: Any, action: str) -> list[dict[str, Any]]:
    """Return what the record says about one kind of act."""
    with acting(system_actor(tenant_id)), transaction.atomic():
        found = Entry.objects.filter(tenant_id=tenant_id, action=action).order_by("at", "id")
        return [json.loads(bytes(one.body))["data"] for one in found]


def things(tenant: Any, session: Session) -> dict[str, str]:
    """Let a finding and a patrol round wait, write a known answer; return their ids."""
    item = waiting(session, 77)
    auditor = builders.person(tenant, "quality", "audit_admin")
    with acting(auditor):
        golden = services.golden_write(actor=auditor, text="春茶上新", answer="pass")
    with acting(system_actor(tenant.pk)), transaction.atomic():
        one = _round(tenant, session)
    return {"item_id": str(item.pk), "golden_id": str(golden.pk), "round_id": str(one.pk)}


def _round(tenant: Any, session: Session) -> Round:
    shared = {"tenant_id": tenant.pk, "room_id": session.room_id, "session": session}
    now = clock.now()
    item = Item.objects.create(
        kind="patrol", subject_id=uuid7(), due_s=int(now.timestamp()), **shared
    )
    return Round.objects.create(
        id=item.subject_id,
        item=item,
        number=0,
        tier="first",
        percent=2,
        begins_at=now,
        due_at=now,
        **shared,
    )
