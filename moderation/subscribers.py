"""On what is announced: the notice goes up, the pursuit ends, the streamer has it in writing."""

from livecompliance.kernel import events
from moderation import services
from moderation.events import MeasureReleased
from rooms.events import SessionEnded, SessionStarted


def on_started(event: SessionStarted) -> None:
    services.notice_raise(actor=event.actor, session_id=event.session_id)


def on_ended(event: SessionEnded) -> None:
    services.session_close(actor=event.actor, session_id=event.session_id)


def on_released(event: MeasureReleased) -> None:
    if event.kind in services.IN_WRITING:
        services.measure_notify(actor=event.actor, measure_id=event.measure_id)


events.subscribe(SessionStarted, on_started)
events.subscribe(MeasureReleased, on_released)
events.subscribe(SessionEnded, on_ended)
