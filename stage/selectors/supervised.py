"""What an authority sees of notices to minors: rooms that need one, and whether it was shown."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from livecompliance.kernel.actors import Actor
from stage import policies
from stage.models import MinorsClass, NoticeShown


class Noticed(NamedTuple):
    """Rooms of one type of what may affect minors, and in how many a notice is set."""

    kind: str
    rooms: int
    ready: int


class Shown(NamedTuple):
    """In how many broadcasts the notice was shown, and how often."""

    sessions: int
    times: int


def notices_supervised(actor: Actor, rooms: QuerySet[Any]) -> list[Noticed]:
    """Return by type how many of these rooms need a notice, and have one.

    Raises:
        Forbidden: the actor is no regulator.

    Law: M-minors-notice
    """
    policies.require_supervise(actor)
    own = rooms.order_by().values("pk")
    found = MinorsClass.objects.of(actor).filter(cleared_at=None, room__in=own).order_by()
    rows = found.values_list("kind").annotate(
        number=Count("pk"), ready=Count("pk", filter=Q(notice_set_at__isnull=False))
    )
    held = {kind: Noticed(kind, number, ready) for kind, number, ready in rows}
    return [held.get(one, Noticed(one, 0, 0)) for one in MinorsClass.Kind.values]


def shown_supervised(actor: Actor, rooms: QuerySet[Any], since: datetime) -> Shown:
    """Return in how many broadcasts of these rooms the notice was shown, and how often.

    Raises:
        Forbidden: the actor is no regulator.
    """
    policies.require_supervise(actor)
    own = rooms.order_by().values("pk")
    found = NoticeShown.objects.of(actor).filter(room__in=own, first_shown_at__gte=since)
    counted = found.aggregate(sessions=Count("session", distinct=True), times=Sum("times"))
    return Shown(counted["sessions"], counted["times"] or 0)
