"""On who comes on air: whoever is barred there is found."""

from conduct import services
from livecompliance.kernel import events
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from rooms.events import CastChanged, SessionStarted


def on_cast(event: SessionStarted | CastChanged) -> None:
    product: Actor = system_actor(event.actor.tenant_id)  # whoever caused it files no findings
    with acting(product):
        services.cast_judge(actor=product, session_id=event.session_id)


events.subscribe(SessionStarted, on_cast)
events.subscribe(CastChanged, on_cast)
