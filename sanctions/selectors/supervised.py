"""What an authority sees of decisions: how many stand, and by name those reported to it."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Q

from accounts.managers import TenantQuerySet
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor
from sanctions import policies
from sanctions.models import Report, Sanction

# Who is told of what is reported to a level: the province of what is reported to the province.
TOLD = {"county": "county", "city": "county", "province": "province", "nation": "province"}


def sanctions_reported(
    actor: Actor, kind: str, level: str, regions: Collection[str]
) -> TenantQuerySet[Sanction]:
    """Return the decisions that were reported to authorities of a kind and level, newest first.

    What waits to be reported is not told of yet.

    Args:
        regions: how the codes of the divisions begin, of parties about whom it may know.

    Raises:
        Forbidden: the actor may not see decisions.

    Law: O117-measure-report, M-blacklist
    """
    policies.require_see(actor)
    told = Report.objects.of(actor).filter(
        authority=kind, level=TOLD.get(level, ""), state=Report.State.SENT
    )
    found = Sanction.objects.of(actor).filter(pk__in=told.values("sanction"))
    if "" not in regions:
        inside = Q(pk__in=[])
        for one in regions:
            inside |= Q(party__region__startswith=one)
        found = found.filter(inside)
    return found.select_related("party").order_by("-id")


def sanctions_standing(actor: Actor) -> dict[str, int]:
    """Return how many decisions are in force, by rung: figures of the platform, no names.

    Raises:
        Forbidden: the actor may not see decisions.
    """
    policies.require_see(actor)
    tenancy.require(actor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rung_of, number FROM sanctions_standing()")
        return dict(cursor.fetchall())
