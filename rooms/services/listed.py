"""People came onto a list: what is on air is asked about at once, and once more after the act."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from ledger import services as record
from livecompliance.kernel.actors import Actor
from rooms import policies, selectors
from rooms.events import PeopleListed
from rooms.services.cast import admission_renew

AGAIN_S = 2.0  # for what began in the same moment to be there


@transaction.atomic
def admissions_renew(*, actor: Actor, session_ids: Collection[UUID]) -> int:
    """Ask the gate again about several broadcasts on air, in an order that is everybody's.

    Returns:
        Of how many the gate said something; the others have ended.

    Raises:
        NotFound: no such session for this actor.
    """
    asked = [admission_renew(actor=actor, session_id=one) for one in sorted(session_ids)]
    return sum(one is not None for one in asked)


def gates_hold(actor: Actor, session_ids: Collection[UUID]) -> None:
    """Let nobody else ask the gate about broadcasts until the running transaction ends.

    Whoever acts on several, and has the gate asked about them afterwards, holds them first: in
    the order that is everybody's, so that two who do so wait for each other and never both.
    """
    for one in sorted(session_ids):
        selectors.room_asked(actor, selectors.session_get(actor, one).room_id, lock=True)


@transaction.atomic
def people_look_again(*, actor: Actor, party_ids: Collection[UUID]) -> None:
    """Have people who came onto a list in the running transaction looked at once more after it.

    A broadcast that was let in meanwhile saw no list yet, nor did the list see the broadcast.

    Raises:
        Forbidden: neither who runs sessions nor the product itself.

    Law: M-live-verification
    """
    policies.require_manage(actor)
    told = [PeopleListed(actor, tuple(sorted(party_ids)))]
    record.events_defer(actor=actor, told=told, after_s=AGAIN_S)
