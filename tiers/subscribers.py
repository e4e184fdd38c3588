"""On what rooms announce: who goes on air has his operator's tier; afterwards he is judged."""

from livecompliance.kernel import events
from livecompliance.kernel.actors import system_actor
from rooms import selectors as rooms
from rooms.events import RoomOperated, SessionEnded, SessionStarted
from tiers import services


def on_started(event: SessionStarted) -> None:
    room = rooms.room_get(event.actor, event.room_id)
    services.room_inherit(actor=event.actor, operator_id=room.operator_id)


def on_operated(event: RoomOperated) -> None:
    services.room_inherit(actor=event.actor, operator_id=event.operator_id)


def on_ended(event: SessionEnded) -> None:
    product = system_actor(event.actor.tenant_id)  # whoever ends it need not see standings
    services.session_retain(actor=product, session_id=event.session_id)
    services.operators_doubt(actor=event.actor, room_ids=[event.room_id])


events.subscribe(RoomOperated, on_operated)
events.subscribe(SessionStarted, on_started)
events.subscribe(SessionEnded, on_ended)
