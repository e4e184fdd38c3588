"""On what rooms announce: a broadcast begins under the limits that stand against its operator."""

from livecompliance.kernel import events
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from parties.events import StandingChanged
from rooms.events import SessionStarted
from sanctions import services


def on_started(event: SessionStarted) -> None:
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.session_limit(actor=product, session_id=event.session_id)


def on_standing_changed(event: StandingChanged) -> None:
    """Who files a document, an account or a device is matched with the lists shared with us."""
    if event.why in ("document_given", "mark_given"):
        product = system_actor(event.actor.tenant_id)
        with acting(product):
            services.party_follow(product, event.party_id)


events.subscribe(StandingChanged, on_standing_changed)
events.subscribe(SessionStarted, on_started)
