"""On what is announced of people: the gate is asked again about what is on air."""

from uuid import UUID

from charter.events import AgreementEnded, TrainingLost
from livecompliance.kernel import events
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from parties.events import StandingChanged
from rooms import selectors, services
from rooms.events import PeopleListed

LISTED = frozenset({"bar_placed", "match_found", "sanctioned"})


def _ask_again(actor: Actor, party_id: UUID) -> None:
    product = system_actor(actor.tenant_id)  # a streamer sees no rooms but his own
    with acting(product):
        found = selectors.sessions_with(product, party_id)
        services.admissions_renew(actor=product, session_ids=found)


def on_standing_changed(event: StandingChanged) -> None:
    _ask_again(event.actor, event.party_id)
    if event.why in LISTED:
        product = system_actor(event.actor.tenant_id)
        with acting(product):
            services.people_look_again(actor=product, party_ids=[event.party_id])


def on_people_listed(event: PeopleListed) -> None:
    """Look once more after the list is in force: at what began in the same moment."""
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        found = {one for each in event.party_ids for one in selectors.sessions_with(product, each)}
        still = selectors.sessions_admitted(product, found)
        services.admissions_renew(actor=product, session_ids=still)


def on_agreement_ended(event: AgreementEnded) -> None:
    for party_id in {event.party_id, event.counterpart_id} - {None}:
        if party_id is not None:
            _ask_again(event.actor, party_id)


def on_training_lost(event: TrainingLost) -> None:
    _ask_again(event.actor, event.party_id)


events.subscribe(StandingChanged, on_standing_changed)
events.subscribe(AgreementEnded, on_agreement_ended)
events.subscribe(TrainingLost, on_training_lost)
events.subscribe(PeopleListed, on_people_listed)
