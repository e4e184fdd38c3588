"""On what rooms announce: a broadcast begins under the limits that stand against its operator."""

from livecompliance.kernel import events
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from rooms.events import SessionStarted
from sanctions import services


def on_started(event: SessionStarted) -> None:
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.session_limit(actor=product, session_id=event.session_id)


events.subscribe(SessionStarted, on_started)
