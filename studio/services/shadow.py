"""Keep what rules in shadow would have done."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from livecompliance.kernel.actors import Actor
from studio.models import Issue, Shadow
from studio.selectors.lexicon import name_of
from studio.selectors.release import issues_running, running

PAGE = 1_000


@transaction.atomic
def shadows_keep(*, actor: Actor, session_id: UUID, seen: Sequence[tuple[Any, ...]]) -> int:
    """Keep what an inspection noted of rules and lists in shadow; the same event twice is once.

    Returns:
        How many came.
    """
    known = {one.name: one.version.pk for one in running(actor)}
    lists = {name_of(one): one.pk for one in issues_running(actor, Issue.State.SHADOW)}
    rows = [
        Shadow(
            tenant_id=actor.tenant_id,
            version_id=known.get(name),
            issue_id=lists.get(name),
            session_id=session_id,
            segment_seq=seq,
            position=position,
            event_key=str(event_id)[:80],
            at=datetime.fromtimestamp(at / 1000, tz=UTC),
            measure=measure,
            suggestion=suggestion,
            score=score,
            error=error[:200],
            term=term[:120],
        )
        for seq, position, rule, event_id, at, measure, suggestion, score, error in seen
        for name, _bar, term in [rule.partition("|")]
        if name in known or name in lists
    ]
    Shadow.objects.bulk_create(rows, ignore_conflicts=True, batch_size=PAGE)
    return len(rows)
