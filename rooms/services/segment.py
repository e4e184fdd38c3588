"""Record a batch of events: one segment, once, at the end of its session's chain."""

import hashlib
from collections.abc import Sequence
from functools import partial
from time import monotonic
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Busy, Conflict, DomainError, NotFound
from rooms import codec, policies, selectors
from rooms.models import Room, Segment, Session
from rooms.services import memory
from rooms.services.batch import Batch, Rejected, batch_read

RETRY_AFTER_S = 2
BACKLOG_LOOK_S = 1.0

# The lock is waited for as long as a client would wait.
HEAD = """
SELECT set_config('lock_timeout', '5s', true);
SELECT h.seq, h.chain, h.is_open, h.events - c.events
FROM rooms_sessionhead h JOIN rooms_cursor c ON c.session_id = h.session_id
WHERE h.session_id = %(session)s AND h.tenant_id = %(tenant)s FOR UPDATE OF h
"""
WRITE = """
INSERT INTO rooms_segment (tenant_id, session_month, session_id, seq, received_at, count, root,
  chain, payload, id_hashes, batch_key, body_hash, receipt)
VALUES (%(tenant)s, %(month)s, %(session)s, %(seq)s, %(at)s, %(count)s, %(root)s,
  %(chain)s, %(payload)s, %(hashes)s, %(key)s, %(body)s, %(receipt)s);
UPDATE rooms_sessionhead
SET seq = %(seq)s, chain = %(chain)s, events = events + %(count)s, last_at = %(at)s
WHERE session_id = %(session)s AND tenant_id = %(tenant)s
"""


class SessionOver(Conflict):
    code = "session_ended"


class KeyReused(Conflict):
    code = "idempotency_conflict"


class Behind(Busy):
    code = "backlog"


class Receipt(msgspec.Struct, frozen=True):
    """What became of a batch. `seq` is null when every event had come before."""

    segment: str | None
    seq: int | None
    count: int
    sha256: str
    duplicates: Sequence[str | int]
    rejected: Sequence[Rejected]


class _Request(NamedTuple):
    actor: Actor
    session_id: UUID
    batch: Batch
    body_hash: bytes
    batch_key: str | None


class _Head(NamedTuple):
    seq: int
    chain: bytes
    is_open: bool
    waiting: int


def segment_accept(
    *, actor: Actor, session_id: UUID, body: bytes, batch_key: str | None = None
) -> Receipt:
    """Record the events of one posted batch as the next segment of a session.

    Args:
        body: newline-delimited JSON, one event a line.
        batch_key: the caller's own name for the batch; the same key and body give the
            same receipt, however often they are sent.

    Returns:
        The receipt: what was stored, what had come within the session's last 20,000
        events, and what is wrong with the other lines.

    Raises:
        Forbidden: the actor may not report events.
        WrongEncoding, TooManyEvents, NothingUsable: nothing in the body can be recorded.
        NotFound: no such session for this actor.
        KeyReused: another body was recorded under `batch_key`.
        SessionOver: the broadcast has ended.
        Behind: too much waits for inspection.

    Law: O117-evidence-3y
    """
    policies.require_report(actor)
    body_hash = hashlib.sha256(body).digest()
    request = _Request(actor, session_id, batch_read(body), body_hash, batch_key)
    try:
        return _accept(request)
    except IntegrityError:  # the batch key is taken
        return _accept(request, is_key_used=True)


def _accept(request: _Request, *, is_key_used: bool = False) -> Receipt:
    """Record the batch, or tell what was recorded of it before.

    A batch key is new nearly always, so nobody asks beforehand: a key used for other events
    breaks the unique index, and one used for the same events gives duplicates.
    """
    try:
        with transaction.atomic():
            known = _known(request.actor, request.session_id)
            head = _lock(known)
            earlier = _earlier(request, known) if is_key_used or not head.is_open else None
            return earlier or _record(request, known, head)
    except DomainError:
        raise
    except BaseException:
        memory.forget(request.session_id)  # whether it was committed is not known
        raise


def _known(actor: Actor, session_id: UUID) -> memory.Remembered:
    found = memory.recall(actor.tenant_id, session_id)
    if found is not None:
        return found
    session = Session.objects.of(actor).select_related("room").filter(pk=session_id).first()
    if session is None:
        raise NotFound(_("没有这个场次。"))
    if session.wrapped_key is None:
        raise SessionOver(_("这个场次已经结束，不再接收事件。"))
    keys = codec.keys_of(selectors.session_key(actor, session))
    queue = "hot" if session.room.tier == Room.Tier.KEY else "live"
    month = session.session_month
    return memory.remember(memory.Remembered(session.tenant_id, session_id, month, keys, queue))


def _record(request: _Request, known: memory.Remembered, head: _Head) -> Receipt:
    _require_open(request.actor, head)
    known.catch_up(head.seq, head.chain)
    fresh = request.batch
    hashes = codec.id_hashes(known.keys, fresh.names)
    old = known.ids.known(hashes)
    duplicates = [fresh.ids[position] for position in old]
    if old:
        earlier = _earlier(request, known)
        if earlier is not None:
            return earlier
        fresh = fresh.without(old)
        hashes = codec.id_hashes(known.keys, fresh.names)
    if not fresh.ids:
        return _receipt(request, None, 0, duplicates, fresh.rejected)
    _write(request, known, head, fresh.lines, hashes, duplicates)
    transaction.on_commit(partial(_announce, known), robust=True)
    return _receipt(request, known.seq, len(fresh.ids), duplicates, fresh.rejected)


def _lock(known: memory.Remembered) -> _Head:
    values: dict[str, Any] = {"tenant": known.tenant_id, "session": known.session_id}
    with connection.cursor() as cursor:
        cursor.execute(HEAD, values)
        row = cursor.fetchone()
    if row is None:
        raise NotFound(_("没有这个场次。"))
    return _Head(row[0], bytes(row[1]), row[2], row[3])


def _earlier(request: _Request, known: memory.Remembered) -> Receipt | None:
    """Return the receipt of the call that recorded a batch under the same key, if one did."""
    if request.batch_key is None:
        return None
    mine = Segment.objects.filter(
        tenant_id=known.tenant_id,
        session_month=known.month,
        session_id=known.session_id,
        batch_key=request.batch_key,
    )
    found = mine.values_list("seq", "count", "body_hash", "receipt").first()
    if found is None:
        return None
    seq, count, body_hash, kept = found
    if bytes(body_hash) != request.body_hash:
        raise KeyReused(_("这个 Idempotency-Key 已用于另一份内容。"))
    return _receipt(request, seq, count, kept["duplicates"], kept["rejected"])


_looked: dict[UUID, tuple[float, int]] = {}


def _require_open(actor: Actor, head: _Head) -> None:
    if not head.is_open:
        raise SessionOver(_("这个场次已经结束，不再接收事件。"))
    if max(head.waiting, _tenant_backlog(actor)) > settings.BACKLOG_EVENTS:
        raise Behind(_("等待巡查的事件过多，请稍后重试。"), retry_after=RETRY_AFTER_S)


def _tenant_backlog(actor: Actor) -> int:
    """Return what waits in the whole tenant, as it was at most a second ago."""
    at, waiting = _looked.get(actor.tenant_id, (0.0, 0))
    if monotonic() - at > BACKLOG_LOOK_S:
        waiting = selectors.backlog(actor)
        _looked[actor.tenant_id] = (monotonic(), waiting)
    return waiting


def _write(
    request: _Request,
    known: memory.Remembered,
    head: _Head,
    lines: Sequence[bytes],
    hashes: bytes,
    duplicates: Sequence[str | int],
) -> None:
    seq = head.seq + 1
    at = codec.place(known.tenant_id, known.session_id, seq)
    sealed = codec.seal(known.keys, at, seq, head.chain, lines)
    kept = {"duplicates": duplicates, "rejected": request.batch.rejected}
    values: dict[str, Any] = {
        "tenant": known.tenant_id,
        "month": known.month,
        "session": known.session_id,
        "seq": seq,
        "at": clock.now(),
        "count": len(lines),
        "root": sealed.root,
        "chain": sealed.chain,
        "payload": sealed.payload,
        "hashes": hashes,
        "key": request.batch_key,
        "body": request.body_hash,
        "receipt": msgspec.json.encode(kept).decode() if request.batch_key else "{}",
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values)
    known.advance(seq, sealed.chain, hashes)


def _receipt(
    request: _Request,
    seq: int | None,
    count: int,
    duplicates: Sequence[str | int],
    rejected: Sequence[Any],
) -> Receipt:
    segment = None if seq is None else f"{request.session_id}/{seq}"
    return Receipt(segment, seq, count, request.body_hash.hex(), duplicates, rejected)


def _announce(known: memory.Remembered) -> None:
    nudges.nudge_once(
        "moderation.session_inspect",
        queue=known.queue,
        tenant_id=str(known.tenant_id),
        session_id=str(known.session_id),
    )
