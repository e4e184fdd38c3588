"""On what is announced: whoever was verified is in the register; whoever was not is asked about."""

from livecompliance.kernel import events
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from parties import selectors, services
from parties.events import StandingChanged, VerificationConcluded
from parties.models import Party, Verification


def on_concluded(event: VerificationConcluded) -> None:
    if event.state == Verification.State.FAILED:
        why = "verification_failed"
        events.publish(StandingChanged(event.actor, event.party_id, why))
    if event.state != Verification.State.PASSED or event.kind == Verification.Kind.LIVENESS:
        return
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        party = selectors.party_find(product, event.party_id)
        if party is not None and party.state == Party.State.APPLYING:
            services.party_admit(actor=product, party_id=event.party_id)


events.subscribe(VerificationConcluded, on_concluded)
