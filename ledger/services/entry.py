"""Write the record, inside the transaction of the act."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import rfc8785
from django.db import transaction

from ledger import rules
from ledger.models import Entry
from livecompliance.kernel import clock, crypto, tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.pg import hot

AWAIT_SEALING = """
INSERT INTO ledger_pending (entry_id, tenant_id) SELECT id, tenant_id FROM written
"""


def entry_append(
    *,
    actor: Actor,
    action: str,
    subject: tuple[str, object],
    clause: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Entry:
    """Record one act in the running transaction.

    Args:
        action: "<app>.<noun>_<verb>ed".
        subject: kind and id of what was acted on.
        clause: id in the law register that asks for the act, or "".
        before, after: values whose keyed digests are kept; the values are not.
        data: what may be read by anyone who may read the record; nothing personal.
        at: the act's instant; now when not given.

    Raises:
        transaction.TransactionManagementError: no transaction is open.

    Law: CSL-logs
    """
    return entries_append(
        actor=actor,
        acts=[
            {
                "action": action,
                "subject": subject,
                "clause": clause,
                "before": before,
                "after": after,
                "data": data,
                "at": at,
            }
        ],
    )[0]


def entries_append(*, actor: Actor, acts: list[dict[str, Any]]) -> list[Entry]:
    """Record several acts at once, with the arguments of `entry_append`, in one statement."""
    tenancy.require(actor)
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an entry needs the transaction of its act")
    if not acts:
        return []
    entries = [_entry(actor, **act) for act in acts]
    hot.insert(*entries, then=AWAIT_SEALING)
    return entries


def _entry(actor: Actor, **act: Any) -> Entry:
    tenant_id = actor.tenant_id
    fact = rules.Act(
        id=uuid7(),
        tenant_id=tenant_id,
        at=act.get("at") or clock.now(),
        actor_kind=actor.kind,
        actor_ref=actor.reference,
        action=act["action"],
        clause=act.get("clause") or "",
        subject_kind=act["subject"][0],
        subject_ref=str(act["subject"][1]),
        before=digest_of(tenant_id, act.get("before")),
        after=digest_of(tenant_id, act.get("after")),
        data=act.get("data") or {},
    )
    body = rules.canonical(fact)
    return Entry(
        id=fact.id,
        tenant_id=tenant_id,
        at=fact.at,
        actor_kind=fact.actor_kind,
        actor_ref=fact.actor_ref,
        action=fact.action,
        clause=fact.clause,
        subject_kind=fact.subject_kind,
        subject_ref=fact.subject_ref,
        body=body,
        leaf_hash=rules.leaf_hash(body),
    )


@lru_cache(maxsize=4096)
def _digest_key(tenant_id: UUID) -> bytes:
    return crypto.keyring().derive(f"ledger|{tenant_id}")


def digest_of(tenant_id: UUID, value: Mapping[str, Any] | None) -> str:
    """Return the keyed digest of a value as the record keeps it, hex; "" for nothing."""
    if value is None:
        return ""
    return crypto.keyed_digest(_digest_key(tenant_id), rfc8785.dumps(dict(value))).hex()
