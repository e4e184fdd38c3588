"""Answer a repeated write with the answer it had: Idempotency-Key."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from moderation.models import Reply

KEPT = timedelta(hours=24)
MOST_CHARACTERS = 200


class KeyReused(Conflict):
    code = "idempotency_key_reused"


class Said(NamedTuple):
    """An answer: HTTP's number for it, and its body."""

    status: int
    body: Any


@transaction.atomic
def reply_once(*, actor: Actor, key: str, fingerprint: bytes, act: Callable[[], Said]) -> Said:
    """Do `act` and keep its answer under the caller's key, or give the answer kept there.

    A second caller with the same key waits until the first has committed. What `act` refuses
    is not kept: the caller may mend it and use the key again. Answers are kept for a day.

    Args:
        key: the caller's own name for the request; "" asks for nothing of this.
        fingerprint: a digest of what is asked for.

    Raises:
        Invalid: the key is longer than 200 characters.
        KeyReused: something else was asked for under the key.
    """
    if not key:
        return act()
    if len(key) > MOST_CHARACTERS:
        raise Invalid(_("Idempotency-Key 过长。"), field="Idempotency-Key")
    caller = f"{actor.kind}:{actor.reference}"[:40]
    mine = Reply.objects.of(actor).filter(caller=caller)
    mine.filter(created_at__lt=clock.now() - KEPT).delete()
    fresh = Reply(
        id=uuid7(), tenant_id=actor.tenant_id, caller=caller, key=key, fingerprint=fingerprint
    )
    Reply.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = mine.select_for_update().get(key=key)
    if bytes(kept.fingerprint) != fingerprint:
        raise KeyReused(_("这个 Idempotency-Key 已用于另一个请求。"))
    context = f"{actor.tenant_id}|moderation.reply|body_sealed|{kept.pk}"
    if kept.status:
        body = crypto.keyring().unwrap(bytes(kept.body_sealed), context)
        return Said(kept.status, json.loads(body))
    said = act()
    kept.status = said.status
    kept.body_sealed = crypto.keyring().wrap(json.dumps(said.body).encode(), context)
    kept.save(update_fields=["status", "body_sealed"])
    return said
