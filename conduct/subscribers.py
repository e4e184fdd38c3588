"""On who comes on air, and onto a list there; at the end, which agencies stand behind."""

from uuid import UUID

from catalog.events import SellerObscured
from conduct import selectors, services
from conduct.events import TargetsListed
from livecompliance.kernel import events
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from moderation import selectors as moderation
from moderation.events import FindingDismissed, FindingRestored, FindingsRecorded
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


def on_findings(event: FindingsRecorded) -> None:
    """What proof excuses is excused; what is false publicity is promoted no more, at once."""
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        services.findings_excuse(
            actor=product, session_id=event.session_id, finding_ids=event.findings
        )
        services.publicity_bar(actor=product, room_id=event.room_id, finding_ids=event.findings)


def on_dismissed(event: FindingDismissed) -> None:
    """When the last finding of false publicity is none, the room may be promoted again."""
    _ask_again(event.actor, event.finding_id, is_found=False)


def on_restored(event: FindingRestored) -> None:
    _ask_again(event.actor, event.finding_id, is_found=True)


def _ask_again(actor: Actor, finding_id: UUID, *, is_found: bool) -> None:
    product = system_actor(actor.tenant_id)
    with acting(product):
        if not selectors.are_false(product, [finding_id]):
            return
        room_id = moderation.finding_get(product, finding_id).room_id
        if is_found:
            services.publicity_bar(actor=product, room_id=room_id, finding_ids=[finding_id])
        else:
            services.publicity_release(actor=product, room_id=room_id)


events.subscribe(FindingsRecorded, on_findings)
events.subscribe(FindingDismissed, on_dismissed)
events.subscribe(FindingRestored, on_restored)
events.subscribe(SessionStarted, on_cast)
events.subscribe(AdmissionLost, on_cast)
events.subscribe(TargetsListed, on_listed)
events.subscribe(CastChanged, on_cast)
