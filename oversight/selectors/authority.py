"""Ask which authorities are competent, how they are reached, and where the platform is."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from oversight import policies
from oversight.models import Authority, Domicile
from oversight.rules import routing


def authority_list(actor: Actor, *, is_active: bool = True) -> TenantQuerySet[Authority]:
    """Return the authorities of a platform, by body and level.

    Raises:
        Forbidden: the actor may not see them.
    """
    policies.require_see_outbox(actor)
    found = Authority.objects.of(actor).order_by("body", "level", "name")
    return found.filter(is_active=True) if is_active else found


def authority_get(actor: Actor, authority_id: UUID, *, lock: bool = False) -> Authority:
    """Return one authority.

    Raises:
        NotFound: no such authority here. Forbidden: the actor may not see them.
    """
    found = authority_list(actor, is_active=False).filter(pk=authority_id)
    row = (found.select_for_update() if lock else found).first()
    if row is None:
        raise NotFound(_("没有这个主管部门。"))
    return row


def domicile_of(actor: Actor) -> str:
    """Return where the platform is domiciled; "" where nobody said so."""
    row = Domicile.objects.of(actor).order_by("-id").first()
    return row.place if row else ""


def competent_for(actor: Actor, matter: str, to: routing.To, party_place: str) -> Authority | None:
    """Return the authority that a matter goes to; None where none that is kept is competent.

    Law: O117-measure-report
    """
    route = routing.routes()[matter]
    place = routing.place_of(route, routing.Venues(domicile_of(actor), party_place))
    offices = Authority.objects.of(actor).filter(is_active=True, body=to.body).order_by("id")
    return routing.competent(list(offices), to, place)
