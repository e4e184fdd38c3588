"""On who comes on air, and onto a list there; at the end, which agencies stand behind."""

from catalog.events import SellerObscured
from conduct import services
from conduct.events import TargetsListed
from livecompliance.kernel import events
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from rooms.events import AdmissionLost, CastChanged, SessionEnded, SessionStarted


def on_cast(event: SessionStarted | CastChanged | AdmissionLost) -> None:
    product: Actor = system_actor(event.actor.tenant_id)  # whoever caused it files no findings
    with acting(product):
        services.cast_judge(actor=product, session_id=event.session_id)


def on_listed(event: TargetsListed) -> None:
    product: Actor = system_actor(event.actor.tenant_id)
    with acting(product):
        services.entries_look_again(actor=product, target_ids=event.target_ids)


def on_ended(event: SessionEnded) -> None:
    product: Actor = system_actor(event.actor.tenant_id)
    with acting(product):
        services.agencies_follow(actor=product, session_id=event.session_id)


events.subscribe(SessionEnded, on_ended)


def on_obscured(event: SellerObscured) -> None:
    product: Actor = system_actor(event.actor.tenant_id)
    with acting(product):
        services.seller_find(
            actor=product, session_id=event.session_id, display_id=event.display_id
        )


events.subscribe(SellerObscured, on_obscured)
events.subscribe(SessionStarted, on_cast)
events.subscribe(AdmissionLost, on_cast)
events.subscribe(TargetsListed, on_listed)
events.subscribe(CastChanged, on_cast)
