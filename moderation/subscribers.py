"""On what rooms announce: the notice goes up, a broadcast that ended is pursued no further."""

from livecompliance.kernel import events
from moderation import services
from rooms.events import SessionEnded, SessionStarted


def on_started(event: SessionStarted) -> None:
    services.notice_raise(actor=event.actor, session_id=event.session_id)


def on_ended(event: SessionEnded) -> None:
    services.session_close(actor=event.actor, session_id=event.session_id)


events.subscribe(SessionStarted, on_started)
events.subscribe(SessionEnded, on_ended)
