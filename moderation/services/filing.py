"""File a finding about a session that no single batch shows: what was found by looking back."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from livecompliance.kernel import events, live
from livecompliance.kernel.actors import Actor
from moderation import policies
from moderation.events import FindingsRecorded
from moderation.models import Finding
from moderation.services.breach import finding_at
from moderation.services.store import findings_write
from rooms.models import Session


class Filed(NamedTuple):
    """What was found: of which kind, by which clause and test, in which segment, under what key;
    `at` where that is known, else now."""

    code: str
    clause: str
    rule: str
    seq: int
    key: str
    at: datetime | None = None


@transaction.atomic
def finding_file(*, actor: Actor, session: Session, found: Filed) -> Finding | None:
    """File a finding about a session; the same key and test again files nothing.

    Raises:
        Forbidden: neither an officer nor the product itself.
    """
    policies.require_decide(actor)
    row = finding_at(session, found.seq, found.key[:80], found.code, found.clause)
    row.rule, row.at = found.rule[:120], found.at or row.at
    if row.pk not in findings_write([row]):
        return None
    events.publish(FindingsRecorded(actor, session.pk, session.room_id, (row.pk,)))
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    return row
