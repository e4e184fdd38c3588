"""Ask who is on air, by every name the platform has for him."""

from collections.abc import Collection
from uuid import UUID

from livecompliance.kernel.actors import Actor
from rooms.models import OnAir, Session


def cast_refs(actor: Actor, session_id: UUID) -> frozenset[str]:
    """Return the ids of parties, the platform's own numbers and the names of who is on air."""
    rows = OnAir.objects.of(actor).filter(session_id=session_id, left_at__isnull=True)
    found = rows.values_list("party_id", "external_id", "stage_name")
    return frozenset(str(ref) for row in found for ref in row if ref)


def parties_on_air(actor: Actor, room_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return by room who is on air there now; a room that is off air has no entry."""
    live = Session.objects.of(actor).filter(room_id__in=list(room_ids), ended_at__isnull=True)
    found: dict[UUID, set[UUID]] = {
        room_id: set() for room_id in live.values_list("room_id", flat=True)
    }
    rows = OnAir.objects.of(actor).filter(
        session__in=live, left_at__isnull=True, party__isnull=False
    )
    for room_id, party_id in rows.values_list("session__room_id", "party_id"):
        found[room_id].add(party_id)
    return found


def cast_list(actor: Actor, session_id: UUID) -> list[OnAir]:
    """Return everybody who was seen in a broadcast, in the order of joining."""
    found = OnAir.objects.of(actor).filter(session_id=session_id).select_related("party")
    return list(found.order_by("joined_at", "pk"))
