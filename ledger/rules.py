"""The form of one entry of the record. Pure; frozen with the first entry ever written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import rfc8785

from ledger import merkle

VERSION = 1


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done: who, what, to what, by which clause.

    `before` and `after` are keyed digests (hex) of the values, never the values:
    the record outlives the right to know them. `data` holds nothing personal.
    """

    id: UUID
    tenant_id: UUID
    at: datetime
    actor_kind: str
    actor_ref: str
    action: str
    clause: str
    subject_kind: str
    subject_ref: str
    before: str
    after: str
    data: Mapping[str, Any]


def instant(at: datetime) -> str:
    """Return `at` in UTC with microseconds, always in the same 27 characters."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(act: Act) -> bytes:
    """Return the bytes of the entry: RFC 8785 canonical JSON.

    Raises:
        ValueError: `data` holds something that JSON has no canonical form for.
    """
    return rfc8785.dumps(
        {
            "v": VERSION,
            "id": str(act.id),
            "tenant": str(act.tenant_id),
            "at": instant(act.at),
            "actor": {"kind": act.actor_kind, "ref": act.actor_ref},
            "action": act.action,
            "clause": act.clause,
            "subject": {"kind": act.subject_kind, "ref": act.subject_ref},
            "before": act.before,
            "after": act.after,
            "data": dict(act.data),
        }
    )


def leaf_hash(body: bytes) -> bytes:
    """Return the RFC 6962 hash of a leaf: SHA-256 of 0x00 and the entry's bytes."""
    return merkle.leaf_hash(body)


# How long a message waits after its first, second, ... failed attempt; after the last it is dead.
WAITS_S = (5, 30, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600)


def wait_after(attempts: int) -> timedelta:
    """Return how long a message waits after so many failed attempts."""
    return timedelta(seconds=WAITS_S[min(attempts, len(WAITS_S)) - 1])


def state_after(*, attempts: int, delivered: bool, must_retry: bool) -> str:
    """Return a message's state after an attempt: waiting, sent or dead.

    Args:
        attempts: how often it was tried, this time included.
        delivered: some endpoint has it.
        must_retry: some endpoint that still exists does not.
    """
    if must_retry:
        return "waiting" if attempts <= len(WAITS_S) else "dead"
    return "sent" if delivered else "dead"
