"""What tests of conduct share: entries of lists, links shown in a room, an answer from outside."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from django.db import transaction

from accounts.models import Tenant
from conduct import selectors, services
from conduct.models import AgencyTrace, Anomaly, Classifier, Jump, Landing, Target
from conduct.rules.targets import Wish
from livecompliance.kernel import clock, crypto, outbound
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from moderation import selectors as moderation
from moderation.engine.learnt import SIZE, About, Measured, Model
from moderation.engine.tables import FOLD_HASH
from rooms.models import Session
from tests import builders
from tests.moderation.services.streams import inspect, now_ms, post

EVIL = "evil.example"


def listed(actor: Actor, kind: str = "host", value: str = EVIL, **fields: Any) -> Target:
    """Put one entry on the blocklist."""
    wish = Wish(fields.pop("list", "block"), kind, value, "测试", **fields)
    with acting(actor):
        return services.target_add(actor=actor, wish=wish)


def by_notice(actor: Actor, kind: str, value: str) -> Target:
    """Put one on the blocklist that a notice named ten days ago."""
    known = clock.today() - timedelta(days=10)
    return listed(
        actor, kind, value, known_by="notice", known_on=known, known_ref="市监〔2026〕7号"
    )


def link(number: int | str, url: str, **fields: Any) -> dict[str, Any]:
    return {"id": number, "type": "link", "url": url, "at": now_ms()} | fields


def qr(number: int | str, content: str, **fields: Any) -> dict[str, Any]:
    return {"id": number, "type": "qr", "content": content, "at": now_ms()} | fields


def happened(session: Session, *events: dict[str, Any]) -> None:
    """Record events and inspect them."""
    post(session, *events)
    inspect(session)


def jumps_of(actor: Actor) -> list[Jump]:
    with acting(actor), transaction.atomic():
        return list(Jump.objects.order_by("id"))


def answered(
    body: bytes, url: str = "https://evil.example/a", status: int = 200
) -> outbound.Answer:
    """Return what the way out hands back for a page."""
    hop = outbound.Hop(
        "GET", "https://evil.example", "203.0.113.9", clock.now(), 12, "0" * 64, status
    )
    return outbound.Answer(status, (), body, True, url, (hop,))


def shown(session: Session, url: str = "https://there.example/x") -> Jump:
    """Write down a link of a broadcast, without judging anything."""
    actor = system_actor(session.tenant_id)
    row = Jump(
        tenant_id=session.tenant_id,
        session=session,
        room_id=session.room_id,
        kind="link",
        digest="0" * 64,
        scheme="https",
        host="there.example",
        suggestion="review",
        event_key="jump-1",
        segment_seq=1,
        first_at=clock.now(),
        last_at=clock.now(),
    )
    with acting(actor), transaction.atomic():
        key = moderation.words_key(session)
        row.target_sealed = crypto.seal(key, url.encode(), selectors.target_bound(row))
        row.save(force_insert=True)
    return row


def things(officer: Actor, session: Session) -> dict[str, str]:
    """Make one of each thing of conduct in a tenant; return their ids."""
    target, jump = listed(officer, "host", "there.example"), shown(session)
    with acting(officer):
        landing = services.landing_keep(actor=officer, jump_id=jump.pk, answer=answered(b"hello"))
    return {
        "target_id": str(target.pk),
        "jump_id": str(jump.pk),
        "landing_id": str(landing.pk),
        "classifier_id": str(model_of(officer).pk),
        "anomaly_id": str(odd(session).pk),
        "trace_id": str(traced(officer, session.tenant_id).pk),
    }


def traced(officer: Actor, tenant_id: UUID) -> AgencyTrace:
    """Let an agency have to be looked at."""
    with acting(officer), transaction.atomic():
        owner = Tenant.objects.get(pk=tenant_id)
    agency = builders.party(owner, "agency", kind="company", public_name="橙果文化")
    with acting(system_actor(owner.pk)), transaction.atomic():
        return AgencyTrace.objects.create(tenant_id=owner.pk, agency=agency)


def model_of(actor: Actor) -> Classifier:
    """Keep a model that was never trained on anything, as a draft."""
    about = About(
        "blank",
        FOLD_HASH,
        0.0,
        1.0,
        0.0,
        0.9,
        0,
        0,
        [],
        Measured(0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, []),
    )
    data = Model(about, np.zeros(SIZE, dtype=np.float32)).to_bytes()
    with acting(actor):
        return services.classifier_keep(actor=actor, data=data)


def odd(session: Session) -> Anomaly:
    """Let a figure of a broadcast have stood out."""
    actor = system_actor(session.tenant_id)
    given = {"kind": "burst", "figure": "likes", "event_key": "m"}
    with acting(actor), transaction.atomic():
        return Anomaly.objects.create(
            tenant_id=session.tenant_id,
            session=session,
            room_id=session.room_id,
            since=clock.now(),
            at=clock.now(),
            figures={"value": 9_000, "usual": 300, "spread": 90, "score": 97, "limit": 10},
            **given,
        )


def is_untouched() -> bool:
    """Tell whether what `things` made is as it was."""
    drafts = Classifier.objects.filter(state="draft").count()
    is_open = AgencyTrace.objects.get().closed_at is None
    listed = Target.objects.get().removed_at is None
    return is_open and listed and Landing.objects.count() == drafts == 1


@pytest.fixture
def gateway(harbour: Tenant) -> Actor:
    """The platform's own system, with a key for measures."""
    return builders.program(harbour, "measures.read", "measures.write")
