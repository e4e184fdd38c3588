"""A party is told by letter what was decided about it, where it has somebody who reads here."""

from collections.abc import Mapping
from uuid import UUID

from accounts import selectors as members
from livecompliance.kernel.actors import Actor, system_actor
from office import services as office
from parties.models import Party


def can_be_written_to(actor: Actor, party: Party) -> bool:
    """Tell whether a party has a member of the platform who gets letters."""
    return party.user_id is not None and bool(members.members_active(actor, [party.user_id]))


def party_tell(
    actor: Actor, party: Party, topic: str, ref: UUID, context: Mapping[str, object]
) -> bool:
    """Write to the party; return whether there was somebody to write to. Twice is once."""
    if party.user_id is None or not can_be_written_to(actor, party):
        return False
    sender = actor if actor.user_id is not None else system_actor(actor.tenant_id)
    office.message_send(
        actor=sender,
        to=[party.user_id],
        topic=topic,
        context=dict(context),
        about=office.About(topic, str(ref), sender=actor.user_id),
    )
    return True
