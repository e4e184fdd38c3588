"""Which broadcasts ended lately."""

from datetime import datetime

from livecompliance.kernel.actors import Actor
from rooms.models import Session


def sessions_ended(actor: Actor, since: datetime, most: int) -> list[Session]:
    """Return the broadcasts that ended since an instant, the latest in front; what was destroyed
    is not among them.
    """
    found = Session.objects.of(actor).filter(ended_at__gte=since, key_destroyed_at__isnull=True)
    return list(found.select_related("room").order_by("-ended_at", "-id")[:most])
