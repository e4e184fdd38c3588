"""Ask about broadcasts that are over, and about a room's figures of the last half hour."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import Actor
from rooms import codec, wire
from rooms.models import Room, Session
from rooms.selectors.segment import Recorded, segment_list_since

RECENT = timedelta(minutes=30)
SLOT_MS = 10_000
MOST_SEGMENTS = 2_000  # opened when this process has not followed the session
MOST_SESSIONS = 256
FIGURES = ("viewers", "likes", "orders", "refunds", "followers")


class Tick(NamedTuple):
    """What a room's figures were at the end of ten seconds; None is what was never told."""

    at_ms: int
    viewers: int | None = None
    likes: int | None = None
    orders: int | None = None
    refunds: int | None = None
    followers: int | None = None


@dataclass(slots=True)
class _Followed:
    """The figures of one session, folded up to a segment."""

    seq: int = 0
    slots: dict[int, dict[str, int]] = field(default_factory=dict)

    def fold(self, segment: Recorded) -> None:
        for line in segment.lines:
            if b"metric" in line:
                event = wire.decode_live(line)
                if isinstance(event, wire.Metric):
                    self._keep(event, segment.received_at)
        self.seq = segment.seq

    def _keep(self, event: wire.Metric, received_at: datetime) -> None:
        at = _moment(event.at, received_at)
        told = {name: getattr(event, name) for name in FIGURES}
        known = {name: value for name, value in told.items() if value is not None}
        self.slots.setdefault(at - at % SLOT_MS, {}).update(known)


_followed: OrderedDict[UUID, _Followed] = OrderedDict()


def session_latest(actor: Actor, room: Room) -> Session | None:
    """Return what is on air in `room`, or what was last; None when it never was."""
    found = Session.objects.of(actor).filter(room=room).select_related("room", "head", "cursor")
    return found.order_by("-started_at").first()


def metrics_recent(actor: Actor, session: Session) -> list[Tick]:
    """Return a session's figures of its last half hour, by ten seconds, oldest first.

    A process that has followed the session reads only what is new. A session whose key was
    destroyed has no figures any more.

    Raises:
        NotFound: the session is not of the actor's tenants.
    """
    since = (session.ended_at or clock.now()) - RECENT
    known = _followed.pop(session.pk, None) or _Followed()
    after = max(known.seq, session.head.seq - MOST_SEGMENTS)
    try:
        for segment in segment_list_since(actor, session, after, since):
            known.fold(segment)
    except (crypto.KeyLost, codec.Altered):
        return []
    first = int(since.timestamp() * 1000)
    known.slots = {at: told for at, told in known.slots.items() if at >= first}
    _followed[session.pk] = known
    while len(_followed) > MOST_SESSIONS:
        _followed.popitem(last=False)
    return [Tick(at, **told) for at, told in sorted(known.slots.items())]


def _moment(said: datetime | int | None, received_at: datetime) -> int:
    """Return when figures were so, in milliseconds; nobody can have seen the future."""
    received = int(received_at.timestamp() * 1000)
    if said is None:
        return received
    at = int(said.timestamp() * 1000) if isinstance(said, datetime) else said
    return min(at, received)
