"""The streamer's phone: what is wrong, what to do, one button."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Forbidden
from livecompliance.kernel.pages import page
from moderation import selectors
from moderation.selectors import phone
from office import selectors as office
from rooms import selectors as rooms
from rooms.selectors import history


@page
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the streamer's rooms; with only one, go there."""
    if not actor.has("streamer"):
        raise Forbidden(_("只有主播可以打开这个页面。"))
    mine = list(rooms.room_list(actor)[:50])
    if len(mine) == 1:
        return redirect("stream", room_id=mine[0].pk)
    listed = [(room, rooms.session_open(actor, room)) for room in mine]
    return render(request, "rooms/stream_index.html", {"rooms": listed})


@page
def stream(request: HttpRequest, actor: Actor, room_id: UUID) -> HttpResponse:
    """Show one room to the one who broadcasts in it."""
    shown = _shown(actor, room_id) | {"token": get_token(request)}
    return render(request, "rooms/stream.html", shown)


@page
def stream_state(request: HttpRequest, actor: Actor, room_id: UUID) -> HttpResponse:
    """Show what is open now and what was before."""
    return render(request, "rooms/_stream_state.html", _shown(actor, room_id))


def _shown(actor: Actor, room_id: UUID) -> dict[str, Any]:
    room = rooms.room_get(actor, room_id)
    session = history.session_latest(actor, room)
    state = selectors.state_find(actor, session.pk) if session else None
    return {
        "room": room,
        "session": session,
        "figures": state.figures if state else {},
        "phone": phone.phone_of(actor, room, session),
        "now": clock.now(),
        "has_inbox": actor.has("streamer"),
        "unread": office.unread_count(actor),
    }
