"""How long was live: for those below who count people against hours."""

from datetime import datetime

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from rooms.models import Session


def live_seconds(actor: Actor, since: datetime, until: datetime) -> int:
    """Return how many seconds were on air between two instants, all rooms together.

    What is on air still counts until now.
    """
    now = clock.now()
    found = Session.objects.of(actor).filter(started_at__lt=until).exclude(ended_at__lte=since)
    spans = found.values_list("started_at", "ended_at")
    lasted = (min(ended or now, until) - max(began, since) for began, ended in spans)
    return int(sum(max(0.0, one.total_seconds()) for one in lasted))
