"""Ask who is on air, by every name the platform has for him."""

from uuid import UUID

from livecompliance.kernel.actors import Actor
from rooms.models import OnAir


def cast_refs(actor: Actor, session_id: UUID) -> frozenset[str]:
    """Return the ids of parties, the platform's own numbers and the names of who is on air."""
    rows = OnAir.objects.of(actor).filter(session_id=session_id, left_at__isnull=True)
    found = rows.values_list("party_id", "external_id", "stage_name")
    return frozenset(str(ref) for row in found for ref in row if ref)
