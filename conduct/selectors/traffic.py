"""Ask which figures stood out, and what a session's events are."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from conduct import policies
from conduct.models import Anomaly
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from rooms import wire
from rooms.models import Session


def anomaly_list(
    actor: Actor, since: datetime, kind: str = "", room_id: UUID | None = None
) -> TenantQuerySet[Anomaly]:
    """Return what stood out, the newest first.

    Raises:
        Forbidden: the actor does not watch over the platform.
    """
    policies.require_see(actor)
    rows = Anomaly.objects.of(actor).filter(at__gte=since).select_related("room", "session")
    if kind:
        rows = rows.filter(kind=kind)
    if room_id:
        rows = rows.filter(room_id=room_id)
    return rows.order_by("-at", "-id")


def anomaly_get(actor: Actor, anomaly_id: UUID) -> Anomaly:
    """Return one thing that stood out, with its plot.

    Raises:
        Forbidden: the actor does not watch over the platform.
        NotFound: no such thing for this actor.
    """
    policies.require_see(actor)
    rows = Anomaly.objects.of(actor).select_related("room", "session")
    found = rows.filter(pk=anomaly_id).first()
    if found is None:
        raise NotFound(_("没有这条数据异常。"))
    return found


def session_moment(session: Session) -> datetime:
    """Return when a session is: now, or when it ended."""
    return session.ended_at or clock.now()


def event_of(line: bytes) -> wire.LiveEvent | None:
    """Return the event of a stored line; None of one that cannot be read."""
    try:
        return wire.decode_live(line)
    except (msgspec.DecodeError, RecursionError):
        return None
