"""Read back what was recorded: segments, their events, and how much waits for inspection."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from livecompliance.kernel import crypto, tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from rooms import codec, wire
from rooms.models import Segment, Session, SessionHead

WAITING = """
SELECT seq, received_at, payload FROM rooms_segment
WHERE tenant_id = %s AND session_month = %s AND session_id = %s AND seq > %s ORDER BY seq LIMIT %s
"""
BEHIND = """
SELECT r.tier FROM rooms_sessionhead h JOIN rooms_cursor c ON c.session_id = h.session_id
JOIN rooms_session s ON s.id = h.session_id JOIN rooms_room r ON r.id = s.room_id
WHERE h.session_id = %s AND h.tenant_id = %s AND h.seq > c.seq
"""


@dataclass(frozen=True)
class Recorded:
    """One segment, opened: its events' lines as they came."""

    seq: int
    received_at: datetime
    lines: list[bytes]

    @cached_property
    def events(self) -> list[wire.LiveEvent]:
        """Return the lines decoded; they were decoded once before they were stored."""
        return [wire.decode_live(line) for line in self.lines]


@dataclass(frozen=True, slots=True)
class Said:
    """One event where it stands: segment, position in it (from 0), the bytes as they came."""

    seq: int
    position: int
    received_at: datetime
    line: bytes

    @property
    def event(self) -> wire.LiveEvent:
        return wire.decode_live(self.line)


def session_key(actor: Actor, session: Session) -> bytes:
    """Return the data key of one session.

    Raises:
        NotFound: the session is not of the actor's tenants.
        KeyLost: the key was destroyed, and with it everything that was said.
    """
    _require_own(actor, session)
    if session.wrapped_key is None or session.key_destroyed_at is not None:
        raise crypto.KeyLost("the session's key was destroyed")
    context = key_context(session.tenant_id, session.pk)
    return crypto.keyring().unwrap(bytes(session.wrapped_key), context)


def key_context(tenant_id: UUID, session_id: UUID) -> str:
    """Return what a session's wrapped key is bound to: tenant|model|field|pk."""
    return f"{tenant_id}|rooms.session|wrapped_key|{session_id}"


def segment_list_waiting(
    actor: Actor, session: Session, after_seq: int, most: int
) -> list[Recorded]:
    """Return the next segments after `after_seq`, in order and opened, `most` of them at most.

    Raises:
        NotFound: the session is not of the actor's tenants.
        KeyLost: the session's key was destroyed.
        Altered: a segment is not what was recorded.
    """
    _require_own(actor, session)
    values: list[Any] = [session.tenant_id, session.session_month, session.pk, after_seq, most]
    with connection.cursor() as cursor:
        cursor.execute(WAITING, values)
        rows = cursor.fetchall()
    return list(_opened(actor, session, rows))


def segment_list_since(
    actor: Actor, session: Session, after_seq: int, since: datetime
) -> Iterator[Recorded]:
    """Yield the segments after `after_seq` that were received since an instant, opened.

    Raises:
        NotFound: the session is not of the actor's tenants.
        KeyLost: the session's key was destroyed.
        Altered: a segment is not what was recorded.
    """
    rows = _rows(actor, session).filter(seq__gt=after_seq, received_at__gte=since)
    return _opened(actor, session, rows)


def segment_events(actor: Actor, session: Session, first_seq: int, last_seq: int) -> list[Said]:
    """Return every event of the segments from `first_seq` to `last_seq`, in order.

    Raises:
        NotFound: the session is not of the actor's tenants.
        KeyLost: the session's key was destroyed.
        Altered: a segment is not what was recorded.
    """
    rows = _rows(actor, session).filter(seq__gte=first_seq, seq__lte=last_seq)
    return [
        Said(segment.seq, position, segment.received_at, line)
        for segment in _opened(actor, session, rows)
        for position, line in enumerate(segment.lines)
    ]


def segment_count(actor: Actor, session: Session, seq: int) -> int:
    """Return how many events a segment holds, whether or not they can be read; 0 for none."""
    _require_own(actor, session)
    found = Segment.objects.filter(
        tenant_id=session.tenant_id,
        session_month=session.session_month,
        session_id=session.pk,
        seq=seq,
    )
    return found.values_list("count", flat=True).first() or 0


def session_behind(actor: Actor, session_id: UUID) -> str | None:
    """Return the tier of a session's room if segments of it wait for inspection, else None."""
    with connection.cursor() as cursor:
        cursor.execute(BEHIND, [session_id, tenancy.require(actor).tenant_id])
        row = cursor.fetchone()
    return row[0] if row else None


def backlog(actor: Actor) -> int:
    """Return how many events of sessions on air wait for inspection, in the actor's tenants."""
    tenancy.require(actor)
    heads = SessionHead.objects.filter(tenant_id__in=actor.tenant_ids, is_open=True)
    waiting = heads.filter(events__gt=F("session__cursor__events"))
    found = waiting.aggregate(sum=Sum(F("events") - F("session__cursor__events")))["sum"]
    return int(found or 0)


def _require_own(actor: Actor, session: Session) -> None:
    tenancy.require(actor)
    if session.tenant_id not in actor.tenant_ids:
        raise NotFound(_("没有这个场次。"))


def _rows(actor: Actor, session: Session) -> Any:
    _require_own(actor, session)
    return (
        Segment.objects.filter(
            tenant_id=session.tenant_id,
            session_month=session.session_month,
            session_id=session.pk,
        )
        .order_by("seq")
        .values_list("seq", "received_at", "payload")
    )


def _opened(actor: Actor, session: Session, rows: Any) -> Iterator[Recorded]:
    keys = codec.keys_of(session_key(actor, session))
    for seq, received_at, payload in rows:
        at = codec.place(session.tenant_id, session.pk, seq)
        yield Recorded(seq, received_at, codec.unseal(keys, at, bytes(payload)))


class Proven(NamedTuple):
    """One segment with what it proves: its lines, each with salt and digest; root, and chain."""

    seq: int
    received_at: datetime
    root: bytes
    chain: bytes
    lines: list[bytes]
    salts: list[bytes]
    digests: list[bytes]


def segment_page_proven(
    actor: Actor, session: Session, after_seq: int, most: int
) -> Iterator[Proven]:
    """Yield the next segments after `after_seq`, opened and held against their roots.

    Raises:
        NotFound: the session is not of the actor's tenants.
        KeyLost: the session's key was destroyed.
        Altered: a segment is not what was recorded.
    """
    _require_own(actor, session)
    keys = codec.keys_of(session_key(actor, session))
    rows = Segment.objects.filter(
        tenant_id=session.tenant_id,
        session_month=session.session_month,
        session_id=session.pk,
        seq__gt=after_seq,
    ).order_by("seq")
    found = rows.values_list("seq", "received_at", "root", "chain", "payload")[:most]
    for seq, received_at, root, chain, payload in found:
        at = codec.place(session.tenant_id, session.pk, seq)
        lines = codec.unseal(keys, at, bytes(payload))
        salts = codec.salts(keys, seq, len(lines))
        digests = list(map(codec.event_digest, salts, lines))
        if codec.merkle_root(digests) != bytes(root):
            raise codec.Altered("the events do not have the root that was recorded")
        yield Proven(seq, received_at, bytes(root), bytes(chain), lines, salts, digests)


def salts_of(actor: Actor, session: Session) -> bytes:
    """Return what the salts of a session's events are cut from; with it every digest can be made.

    Raises:
        NotFound: the session is not of the actor's tenants.
        KeyLost: the session's key was destroyed.
    """
    return codec.keys_of(session_key(actor, session)).salt


class Head(NamedTuple):
    """How far a session's chain has come."""

    segments: int
    events: int
    chain: bytes


def head_of(actor: Actor, session: Session) -> Head:
    """Return the end of a session's chain, as it is now.

    Raises:
        NotFound: the session is not of the actor's tenants.
    """
    _require_own(actor, session)
    found = SessionHead.objects.filter(session_id=session.pk).first()
    return Head(found.seq, found.events, bytes(found.chain)) if found else Head(0, 0, codec.GENESIS)
