"""How far a session has been inspected. Moderation decides; the row is ours."""

from uuid import UUID

from django.db import transaction

from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict
from rooms.models import Cursor


class CursorMoved(Conflict):
    code = "cursor_moved"


def cursor_lock(*, actor: Actor, session_id: UUID) -> Cursor | None:
    """Claim a session's inspection until the running transaction ends.

    Returns:
        The cursor; None when there is no such session, or another worker has it.

    Raises:
        transaction.TransactionManagementError: no transaction is open.
    """
    tenancy.require(actor)
    cursors = Cursor.objects.select_for_update(skip_locked=True)
    return cursors.filter(tenant_id=actor.tenant_id, session_id=session_id).first()


@transaction.atomic
def cursor_advance(*, actor: Actor, cursor: Cursor, seq: int, events: int) -> Cursor:
    """Note that a session has been inspected up to segment `seq`, `events` events further on.

    Raises:
        CursorMoved: the cursor is not where it was read, or would go back.
    """
    tenancy.require(actor)
    mine = Cursor.objects.filter(tenant_id=actor.tenant_id, pk=cursor.pk, seq=cursor.seq)
    if seq < cursor.seq or events < 0:
        raise CursorMoved("a cursor never goes back")
    if not mine.update(seq=seq, events=cursor.events + events):
        raise CursorMoved("another worker has moved this cursor")
    cursor.seq, cursor.events = seq, cursor.events + events
    return cursor
