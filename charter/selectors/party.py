"""The parties that sign and learn, as their app keeps them."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.pg import hot
from parties.models import Party

PARTIES = hot.Reading(
    "SELECT {p} FROM parties_party p WHERE p.tenant_id = ANY(%s) AND p.id = ANY(%s)", p=Party
)
MINE = hot.Reading(
    "SELECT {p} FROM parties_party p"
    " WHERE p.tenant_id = ANY(%s) AND p.user_id = %s AND p.state <> 'closed'",
    p=Party,
)


def parties_named(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Party]:
    """Return parties of the actor's tenant by id; who is not there is left out."""
    tenancy.require(actor)
    found = PARTIES.all([list(actor.tenant_ids), list(ids)]) if ids else []
    return {one.pk: one for (one,) in found}


def party_get(actor: Actor, party_id: UUID) -> Party:
    """Return one party of the actor's tenant.

    Raises:
        NotFound: no such party for this actor.
    """
    found = parties_named(actor, [party_id]).get(party_id)
    if found is None:
        raise NotFound(_("没有这个主体。"))
    return found


def party_mine(actor: Actor) -> Party | None:
    """Return the party that the acting person is; None for whoever is none."""
    tenancy.require(actor)
    if actor.user_id is None:
        return None
    found = MINE.first([list(actor.tenant_ids), actor.user_id])
    return found[0] if found else None
