"""Read what was sealed: the words of a room under its session's key, reviews under the tenant's."""

import json
from typing import Any
from uuid import UUID

from livecompliance.kernel import crypto
from moderation.models import Decision, Finding, Measure
from moderation.rules import Quote
from rooms.models import Session


def words_key(session: Session) -> bytes:
    """Return the key under which a session's quoted words are sealed.

    Raises:
        KeyLost: the session's key was destroyed; what was said is gone for good.
    """
    if session.wrapped_key is None or session.key_destroyed_at is not None:
        raise crypto.KeyLost("the session's key was destroyed")
    context = f"{session.tenant_id}|rooms.session|wrapped_key|{session.pk}"
    key = crypto.keyring().unwrap(bytes(session.wrapped_key), context)
    return crypto.derive(key, "moderation.words")


def bound_to(tenant_id: UUID, place: str, pk: UUID) -> bytes:
    """Return what sealed words are bound to: tenant|model|field|pk."""
    return f"{tenant_id}|{place}|{pk}".encode()


EXCERPT, QUOTE = "moderation.finding|excerpt", "moderation.measure|quote_sealed"
CONTENT = "moderation.decision|content_sealed"


def excerpts_of(session: Session, findings: list[Finding]) -> dict[UUID, dict[str, Any]]:
    """Return the quoted words of a session's findings by id; none when its key is destroyed."""
    try:
        key = words_key(session)
    except crypto.KeyLost:
        return {}
    return {
        one.pk: json.loads(
            crypto.unseal(key, bytes(one.excerpt), bound_to(one.tenant_id, EXCERPT, one.pk))
        )
        for one in findings
    }


def quote_of(session: Session, measure: Measure) -> Quote | None:
    """Return the words a measure answers; None when it answers none, or they are gone."""
    if not measure.quote_sealed:
        return None
    try:
        plain = crypto.unseal(
            words_key(session),
            bytes(measure.quote_sealed),
            bound_to(measure.tenant_id, QUOTE, measure.pk),
        )
    except crypto.KeyLost:
        return None
    return Quote(**json.loads(plain))


def content_of(decision: Decision) -> dict[str, Any]:
    """Return the content that was handed in for review.

    Raises:
        KeyLost: it does not fit its row, or the keyring has lost its key.
    """
    context = bound_to(decision.tenant_id, CONTENT, decision.pk).decode()
    found: dict[str, Any] = json.loads(
        crypto.keyring().unwrap(bytes(decision.content_sealed), context)
    )
    return found
