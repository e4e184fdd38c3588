"""Keep what rules in shadow would have done."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from livecompliance.kernel.actors import Actor
from studio.models import Shadow
from studio.selectors.release import running

PAGE = 1_000


@transaction.atomic
def shadows_keep(*, actor: Actor, session_id: UUID, seen: Sequence[tuple[Any, ...]]) -> int:
    """Keep what an inspection noted; the same event twice is once. Return how many came."""
    known = {one.name: one.version.pk for one in running(actor)}
    rows = [
        Shadow(
            tenant_id=actor.tenant_id,
            version_id=known[rule],
            session_id=session_id,
            segment_seq=seq,
            position=position,
            event_key=str(event_id)[:80],
            at=datetime.fromtimestamp(at / 1000, tz=UTC),
            measure=measure,
            suggestion=suggestion,
            score=score,
            error=error[:200],
        )
        for seq, position, rule, event_id, at, measure, suggestion, score, error in seen
        if rule in known
    ]
    Shadow.objects.bulk_create(rows, ignore_conflicts=True, batch_size=PAGE)
    return len(rows)
