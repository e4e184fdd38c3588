"""Doorbells for live updates: a ring says that something changed, the table says what."""

import logging
from functools import partial
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

log = logging.getLogger(__name__)


def group_name(tenant_id: UUID, kind: str, pk: UUID | str) -> str:
    """Return the group of one watched thing. A group always carries its tenant."""
    return f"t.{tenant_id.hex}.{kind}.{pk.hex if isinstance(pk, UUID) else pk}"


def ring(tenant_id: UUID, kind: str, pk: UUID | str, **hint: int | str) -> bool:
    """Ring one group's bell now; tell whether it could be rung. Never raises for a dead Redis."""
    layer = get_channel_layer()
    try:
        async_to_sync(layer.group_send)(  # type: ignore[union-attr]
            group_name(tenant_id, kind, pk), {"type": "bell", **hint}
        )
    except OSError as fault:
        log.warning("doorbell unreachable, sockets poll instead: %s", fault)
        return False
    return True


def ring_on_commit(tenant_id: UUID, kind: str, pk: UUID | str, **hint: int | str) -> None:
    """Ring once the current transaction commits."""
    transaction.on_commit(partial(ring, tenant_id, kind, pk, **hint), robust=True)
