"""The parties that sign and learn, and those they work with, as their app keeps them."""

from uuid import UUID

from django.utils.translation import gettext as _

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from parties import selectors as parties
from parties.models import Party


def party_get(actor: Actor, party_id: UUID) -> Party:
    """Return one party that the actor may see.

    Raises:
        NotFound: no such party for this actor.
    """
    return parties.party_get(actor, party_id)


def party_mine(actor: Actor) -> Party | None:
    """Return the party that the acting person is; None for whoever is none."""
    return parties.party_of_user(actor, actor.user_id)


def partners_of(actor: Actor, party_id: UUID) -> dict[UUID, Party]:
    """Return with whom a party works now, by id."""
    now = clock.now()
    found = {}
    for tie in parties.tie_list(actor, party_id):
        other = tie.second if tie.first_id == party_id else tie.first
        if tie.until is None or tie.until > now:
            found[other.pk] = other
    return found


def partner_get(actor: Actor, party: Party, partner_id: UUID) -> Party:
    """Return whom a party signs with: people name those they work with, and nobody else.

    Raises:
        NotFound: no such party, or none that the acting person works with.
    """
    if actor.kind != "user":
        return parties.party_get(actor, partner_id)
    found = partners_of(actor, party.pk).get(partner_id)
    if found is None:
        raise NotFound(_("没有这个主体。"))
    return found
