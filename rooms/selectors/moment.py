"""Where in the broadcasts of a room an instant lies, told by somebody who watched."""

from datetime import datetime
from typing import NamedTuple

from livecompliance.kernel.actors import Actor
from rooms.models import Room, Segment, Session

MOST = 200


class Moment(NamedTuple):
    """A broadcast, the segment of it that had arrived by then, and the instant."""

    session: Session
    seq: int
    at: datetime


def moment_of(
    actor: Actor, room: Room, at: datetime, session: Session | None = None
) -> Moment | None:
    """Return where an instant lies: in the broadcast named, else the last one begun by then.

    Who remembers a time before the first broadcast is led to the first; None when there was none.
    """
    found = session or _begun_by(actor, room, at)
    if found is None:
        return None
    ended = found.ended_at or at
    inside = min(max(at, found.started_at), max(ended, found.started_at))
    rows = Segment.objects.filter(
        tenant_id=found.tenant_id, session_month=found.session_month, session_id=found.pk
    )
    before = rows.filter(received_at__lte=inside).order_by("-seq")
    seq = before.values_list("seq", flat=True).first()
    return Moment(found, int(seq or 0), inside)


def sessions_about(actor: Actor, room: Room, at: datetime) -> list[Session]:
    """Return the newest broadcasts of a room; what was on air at an instant, or last, in front."""
    rows = list(Session.objects.of(actor).filter(room=room).order_by("-started_at")[:MOST])
    return sorted(rows, key=lambda one: (one.started_at > at, abs(at - one.started_at)))


def _begun_by(actor: Actor, room: Room, at: datetime) -> Session | None:
    rows = Session.objects.of(actor).filter(room=room).select_related("room", "head", "cursor")
    before = rows.filter(started_at__lte=at).order_by("-started_at").first()
    return before or rows.order_by("started_at").first()
