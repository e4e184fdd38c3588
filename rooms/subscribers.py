"""On what is announced of people: the gate is asked again about what is on air."""

from livecompliance.kernel import events
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from parties.events import StandingChanged
from rooms import selectors, services


def on_standing_changed(event: StandingChanged) -> None:
    product = system_actor(event.actor.tenant_id)  # a streamer sees no rooms but his own
    with acting(product):
        for session_id in selectors.sessions_with(product, event.party_id):
            services.admission_renew(actor=product, session_id=session_id)


events.subscribe(StandingChanged, on_standing_changed)
