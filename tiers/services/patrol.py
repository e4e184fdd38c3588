"""Have rooms patrolled as key rooms are for a time, and let go of it again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from ledger import services as record
from livecompliance.kernel import clock, live
from livecompliance.kernel.actors import Actor
from tiers import policies
from tiers.models import RaisedPatrol


@dataclass(frozen=True, slots=True)
class Cause:
    """Why patrol is raised: a word of the app above, the id of what it saw, by which clause."""

    word: str
    ref: str
    clause: str = "M-tiering"


@transaction.atomic
def patrol_raise(*, actor: Actor, room_ids: Collection[UUID], cause: Cause, until: datetime) -> int:
    """Have rooms patrolled as key rooms are until an instant; return how many are so anew.

    The same cause twice only moves the end on, never back. Tiers stay as they are.

    Raises:
        Forbidden: only officers and the product itself may.

    Law: M-tiering, O117-complaint-clusters
    """
    policies.require_grade(actor)
    standing = {
        one.room_id: one
        for one in RaisedPatrol.objects.of(actor)
        .select_for_update()
        .filter(room_id__in=room_ids, cause=cause.word, ref=cause.ref)
    }
    fresh = 0
    for room_id in sorted(set(room_ids)):
        row = standing.get(room_id)
        if row is None:
            row = RaisedPatrol(
                tenant_id=actor.tenant_id, room_id=room_id, cause=cause.word, ref=cause.ref
            )
        elif row.ended_at is None and row.until >= until:
            continue
        is_fresh = row._state.adding or row.ended_at is not None
        row.until, row.ended_at = max(until, row.until or until), None
        row.save()
        if is_fresh:
            fresh += 1
            _note(actor, row, "tiers.patrol_raised", cause.clause)
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    return fresh


@transaction.atomic
def patrol_end(*, actor: Actor, cause: Cause) -> int:
    """Let go of what was raised for one cause; return of how many rooms. Twice is once.

    Raises:
        Forbidden: only officers and the product itself may.

    Law: M-tiering, O117-complaint-clusters
    """
    policies.require_grade(actor)
    found = RaisedPatrol.objects.of(actor).select_for_update()
    rows = list(found.filter(cause=cause.word, ref=cause.ref, ended_at__isnull=True).order_by("id"))
    for row in rows:
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        _note(actor, row, "tiers.patrol_ended", cause.clause)
    live.ring_on_commit(actor.tenant_id, "wall", "all")
    return len(rows)


def _note(actor: Actor, row: RaisedPatrol, action: str, clause: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("room", row.room_id),
        clause=clause,
        data={"cause": row.cause, "ref": row.ref, "until": row.until.isoformat()},
    )
