"""What an authority sees of minors on air: how many there are, and whether guardians agreed."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from parties import policies
from parties.models import Consent, Party

GUARDIAN, ON_AIR = "guardian", ("operator", "marketer")


class Guarded(NamedTuple):
    """Minors who are on air or run a room: with a guardian's consent, without, taken back."""

    agreed: int
    missing: int
    revoked: int


def minors_supervised(
    actor: Actor, regions: Collection[str], domicile: str, since: timedelta
) -> Guarded:
    """Return how many minors of some regions there are, and how many consents were taken back.

    Args:
        regions: how the codes of their divisions begin; whose is not known is where the platform
            is.
        since: how long ago a consent may have been taken back to be counted.

    Raises:
        Forbidden: the actor is no regulator.

    Law: M-age
    """
    policies.require_supervise(actor)
    now, inside = clock.now(), _inside(regions, domicile)
    given = Consent.objects.of(actor).filter(kind=GUARDIAN)
    minors = Party.objects.of(actor).filter(
        inside, minor_until__gt=clock.today(), roles__overlap=list(ON_AIR)
    )
    held = minors.filter(Exists(_standing(given, now)))
    back = given.filter(revoked_at__gt=now - since).order_by()
    of_minors = minors.filter(pk__in=back.values("party"))
    agreed = held.count()
    return Guarded(agreed, minors.count() - agreed, of_minors.count())


def _standing(given: TenantQuerySet[Consent], now: datetime) -> TenantQuerySet[Consent]:
    own = given.filter(party=OuterRef("pk"), revoked_at=None)
    return own.filter(Q(expires_at=None) | Q(expires_at__gt=now))


def _inside(regions: Collection[str], domicile: str) -> Q:
    if "" in regions:
        return Q()
    inside = Q(pk__in=[])
    for one in regions:
        inside |= Q(region__startswith=one)
        if domicile.startswith(one):
            inside |= Q(region="")
    return inside
