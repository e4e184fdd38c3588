"""What rooms and sessions are called where only their ids are at hand."""

from collections.abc import Collection

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from rooms.models import Room, Session


def room_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return the titles of rooms by id."""
    found = Room.objects.of(actor).filter(pk__in=ids)
    return {str(room.pk): f"“{room.title}”" for room in found}


def session_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return, by id, whose broadcast a session was and when it began."""
    found = Session.objects.of(actor).filter(pk__in=ids).select_related("room")
    return {str(session.pk): _session_name(session) for session in found}


def _session_name(session: Session) -> str:
    words = {
        "room": session.room.title,
        "at": localtime(session.started_at).strftime("%m-%d %H:%M"),
    }
    return _("“%(room)s”（%(at)s 开播）") % words
