"""Which decisions wait to be weighed again, and what was said of others."""

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from sanctions.models import Sanction, Weighing


def weighings_open(actor: Actor, row: Sanction) -> TenantQuerySet[Weighing]:
    """Return what waits of one decision."""
    return Weighing.objects.of(actor).filter(sanction=row, state=Weighing.State.OPEN)


def weighings_of(actor: Actor, row: Sanction) -> list[Weighing]:
    """Return every question that was asked of a decision, the first in front."""
    found = Weighing.objects.of(actor).filter(sanction=row)
    return list(found.select_related("fallen__party", "answered_by").order_by("id"))


def weighings_count(actor: Actor) -> int:
    """Return how many decisions wait to be weighed again."""
    return Sanction.objects.of(actor).filter(weigh_by__isnull=False).count()
