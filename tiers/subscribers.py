"""On what rooms announce: who goes on air has his operator's tier; afterwards he is judged."""

from livecompliance.kernel import events
from rooms import selectors as rooms
from rooms.events import SessionEnded, SessionStarted
from tiers import services


def on_started(event: SessionStarted) -> None:
    room = rooms.room_get(event.actor, event.room_id)
    services.room_inherit(actor=event.actor, operator_id=room.operator_id)


def on_ended(event: SessionEnded) -> None:
    services.operators_doubt(actor=event.actor, room_ids=[event.room_id])


events.subscribe(SessionStarted, on_started)
events.subscribe(SessionEnded, on_ended)
