"""On what is announced: a virtual host leaves the air with the consent that it rests on."""

from livecompliance.kernel import events
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from parties.events import ConsentRevoked
from stage import services

USED = frozenset({"likeness", "voice"})


def on_revoked(event: ConsentRevoked) -> None:
    """Whoever revokes a likeness or voice sees no rooms: the product follows it."""
    if event.kind not in USED:
        return
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.hosts_follow_consent(actor=product, consent_id=event.consent_id)


events.subscribe(ConsentRevoked, on_revoked)
