"""Ask what was set right on air, and how that stands beside what was found."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from livecompliance.kernel.actors import Actor
from moderation.models import Correction, Finding
from rooms.models import Session


def verdicts_between(
    actor: Actor, session: Session, first: int, last: int
) -> dict[tuple[int, int], str]:
    """Return what the corrections of some segments came to, by segment and position.

    Law: O117-correction
    """
    rows = Correction.objects.of(actor).filter(
        session=session, segment_seq__gte=first, segment_seq__lte=last
    )
    return {
        (seq, position): verdict
        for seq, position, verdict in rows.values_list("segment_seq", "position", "verdict")
    }


def corrected_at(actor: Actor, found: Sequence[Finding]) -> dict[UUID, datetime]:
    """Return when findings were set right on air, by their ids; the first time counts.

    Law: O117-correction
    """
    if not found:
        return {}
    rows = Correction.objects.of(actor).filter(
        session__in={one.session_id for one in found},
        target_key__in={one.event_key for one in found},
        verdict=Correction.Verdict.RIGHT,
    )
    by_event: dict[tuple[UUID, str], datetime] = {}
    for session_id, key, at in rows.order_by("-at").values_list("session_id", "target_key", "at"):
        by_event[session_id, key] = at
    return {
        one.pk: by_event[one.session_id, one.event_key]
        for one in found
        if (one.session_id, one.event_key) in by_event
    }
