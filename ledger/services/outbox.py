"""Put a message into the outbox, take it back before it leaves."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from ledger.models import Outbox
from livecompliance.kernel import clock, nudges, tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pg import hot


def message_add(
    *,
    actor: Actor,
    topic: str,
    subject_ref: object,
    payload: Mapping[str, Any],
    available_at: datetime | None = None,
) -> Outbox:
    """Put one message into the outbox, in the running transaction; it leaves after the commit."""
    now = clock.now()
    message = Outbox(
        tenant_id=tenancy.require(actor).tenant_id,
        topic=topic,
        subject_ref=str(subject_ref),
        payload=dict(payload),
        created_at=now,
        available_at=available_at or now,
    )
    hot.insert(message)
    if message.available_at <= now:
        tenant = str(actor.tenant_id)
        nudge = partial(nudges.nudge_once, "ledger.tenant_relay", queue="bulk", tenant_id=tenant)
        transaction.on_commit(nudge, robust=True)
    return message


def message_cancel(*, actor: Actor, subject_ref: object) -> int:
    """Take back what has not left yet; return how many messages that was."""
    return Outbox.objects.filter(
        tenant_id=tenancy.require(actor).tenant_id,
        subject_ref=str(subject_ref),
        state=Outbox.State.WAITING,
    ).update(state=Outbox.State.CANCELLED)
