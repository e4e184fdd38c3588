"""Ask about broadcasts that are over."""

from livecompliance.kernel.actors import Actor
from rooms.models import Room, Session


def session_latest(actor: Actor, room: Room) -> Session | None:
    """Return what is on air in `room`, or what was last; None when it never was."""
    found = Session.objects.of(actor).filter(room=room).select_related("room", "head", "cursor")
    return found.order_by("-started_at").first()
