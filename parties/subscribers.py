"""On what is announced: who was verified is in the register; what a function needs to open."""

from collections.abc import Iterable
from uuid import UUID

from livecompliance.kernel import clock, events, gate
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from office.events import ClockBreached, ClockWarned
from parties import checks, selectors, services
from parties.events import StandingChanged, VerificationConcluded
from parties.gate import NAME
from parties.models import Party, Verification
from parties.services.conclusion import REVERIFY

# After which a published card may say what is no longer so.
FOLLOWED = frozenset({"party_changed", "document_given", "credential_decided", "tie_made",
                      "tie_ended"})  # fmt: skip


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


def on_changed(event: StandingChanged) -> None:
    """Keep what an operator publishes true: told anew by itself, taken down when it leaves.

    What an agency is called now goes onto the cards of who works with it. An open notice that it
    cannot be reached sees that it updated what is on file, and ends when it leaves.
    """
    if event.why == "party_changed":
        services.unreachable_updated(event.actor, event.party_id)
        services.cards_follow_agency(event.actor, event.party_id)
    if event.why == "party_closed":
        services.card_end(event.actor, event.party_id)
        services.unreachable_left(event.actor, event.party_id)
    if event.why in FOLLOWED:
        services.card_follow(event.actor, event.party_id)


def ready(actor: Actor, party: Party) -> Iterable[gate.Reason]:
    """Return what a party lacks: a verified identity, an age, a guardian's consent, a permit.

    Law: M-real-identity, M-age
    """
    now = clock.now()
    facts = selectors.verification_facts(actor, [party.pk], now)[party.pk]
    limits = selectors.limits(selectors.policy_of(actor), clock.to_date(now))
    return checks.readiness(facts, limits, now)


def on_clock(event: ClockWarned | ClockBreached) -> None:
    if event.kind == REVERIFY:
        services.reverification_tell(
            actor=event.actor,
            party_id=UUID(event.subject[1]),
            due_at=event.due_at,
            is_over=isinstance(event, ClockBreached),
        )
        if isinstance(event, ClockBreached):  # nothing else announces that it is over
            party_id = UUID(event.subject[1])
            events.publish(StandingChanged(event.actor, party_id, "verification_over"))


events.subscribe(VerificationConcluded, on_concluded)
events.subscribe(StandingChanged, on_changed)
events.subscribe(ClockWarned, on_clock)
events.subscribe(ClockBreached, on_clock)
services.condition_register(NAME, ready)
