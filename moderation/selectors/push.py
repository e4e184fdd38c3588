"""Ask how far a room's order of measures has come."""

from uuid import UUID

from livecompliance.kernel.actors import Actor
from moderation.models import PushHead
from rooms import selectors as rooms


def push_head(actor: Actor, room_id: UUID) -> int:
    """Return the last number given out in a room; 0 while nothing was released.

    Raises:
        NotFound: no such room for this actor.
    """
    room = rooms.room_get(actor, room_id)
    head = PushHead.objects.filter(room=room, tenant_id__in=actor.tenant_ids).first()
    return head.seq if head else 0
