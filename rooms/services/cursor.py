"""How far a session has been inspected. Moderation decides; the row is ours."""

from typing import cast
from uuid import UUID

from django.db import connection, transaction

from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict
from livecompliance.kernel.pg import hot
from rooms.models import Cursor, Room, Session

CLAIM = hot.Reading(
    """
    SELECT {c}, {s}, {r} FROM rooms_cursor c
    JOIN rooms_session s ON s.id = c.session_id JOIN rooms_room r ON r.id = s.room_id
    WHERE c.session_id = %s AND c.tenant_id = %s FOR UPDATE OF c SKIP LOCKED
    """,
    c=Cursor,
    s=Session,
    r=Room,
)
ADVANCE = """
UPDATE rooms_cursor SET seq = %s, events = events + %s
WHERE session_id = %s AND tenant_id = %s AND seq = %s RETURNING events
"""


class CursorMoved(Conflict):
    code = "cursor_moved"


def cursor_lock(*, actor: Actor, session_id: UUID) -> Cursor | None:
    """Claim a session's inspection until the running transaction ends.

    Returns:
        The cursor, with its session and room; None when there is no such session, or another
        worker has it.

    Raises:
        transaction.TransactionManagementError: no transaction is open.
    """
    tenancy.require(actor)
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a claim lasts as long as a transaction")
    found = CLAIM.first([session_id, actor.tenant_id])
    if found is None:
        return None
    cursor, session, room = found
    session.room, cursor.session = room, session
    return cast(Cursor, cursor)


def cursor_advance(*, actor: Actor, cursor: Cursor, seq: int, events: int) -> Cursor:
    """Note that a session has been inspected up to segment `seq`, `events` events further on.

    Raises:
        CursorMoved: the cursor is not where it was read, or would go back.
    """
    tenancy.require(actor)
    if seq < cursor.seq or events < 0:
        raise CursorMoved("a cursor never goes back")
    with connection.cursor() as db:
        db.execute(ADVANCE, [seq, events, cursor.pk, actor.tenant_id, cursor.seq])
        row = db.fetchone()
    if row is None:
        raise CursorMoved("another worker has moved this cursor")
    cursor.seq, cursor.events = seq, row[0]
    return cursor
