"""What this process remembers of sessions: keys, the end of the chain, recent event ids.

An entry is only touched while the row lock on the session's head is held, which is what
keeps threads and processes apart. It is trusted only when it fits the head just locked.
"""

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from rooms import codec
from rooms.services import window
from rooms.services.window import Window

CHUNK = 256
MOST_SESSIONS = 256  # half a megabyte each, when their windows are full

# Asked for every batch that follows one taken by another process: too often for the ORM.
NEWER = """
SELECT seq, id_hashes FROM rooms_segment
WHERE tenant_id = %s AND session_month = %s AND session_id = %s AND seq > %s AND seq < %s
ORDER BY seq DESC LIMIT %s
"""


@dataclass(slots=True)
class Remembered:
    """One session as this process last saw it."""

    tenant_id: UUID
    session_id: UUID
    month: date
    keys: codec.Keys
    queue: str = "live"
    seq: int = 0
    chain: bytes = codec.GENESIS
    ids: Window = field(default_factory=Window)

    def catch_up(self, seq: int, chain: bytes) -> None:
        """Bring the ids up to the head, by reading what other processes wrote."""
        if (self.seq, self.chain) == (seq, chain):
            return
        if self.seq >= seq:
            self.seq, self.ids = 0, Window()
        self.ids.add(self._newer(seq))
        self.seq, self.chain = seq, chain

    def advance(self, seq: int, chain: bytes, hashes: bytes) -> None:
        """Remember one more segment. If its commit fails, the chain will not fit the head."""
        self.ids.add(hashes)
        self.seq, self.chain = seq, chain

    def _newer(self, seq: int) -> bytes:
        """Return the id hashes of the segments after ours, oldest first, as far as they count."""
        found: list[bytes] = []
        below, wanted = seq + 1, window.WINDOW * codec.ID_BYTES
        while wanted > 0 and below > self.seq + 1:
            rows = self._rows(below)
            found += [bytes(hashes) for _, hashes in rows]
            wanted -= sum(len(hashes) for _, hashes in rows)
            below = rows[-1][0] if len(rows) == CHUNK else 0
        return b"".join(reversed(found))

    def _rows(self, below: int) -> Sequence[tuple[int, Any]]:
        place: list[Any] = [self.tenant_id, self.month, self.session_id, self.seq, below, CHUNK]
        with connection.cursor() as cursor:
            cursor.execute(NEWER, place)
            rows: list[tuple[int, Any]] = cursor.fetchall()
        return rows


_sessions: OrderedDict[UUID, Remembered] = OrderedDict()


def recall(tenant_id: UUID, session_id: UUID) -> Remembered | None:
    """Return what this process remembers of a session of that tenant, if anything."""
    found = _sessions.get(session_id)
    if found is None or found.tenant_id != tenant_id:
        return None
    with suppress(KeyError):  # another thread has just forgotten it
        _sessions.move_to_end(session_id)
    return found


def remember(entry: Remembered) -> Remembered:
    """Keep an entry; forget the one not asked for longest when there are too many."""
    _sessions[entry.session_id] = entry
    while len(_sessions) > MOST_SESSIONS:
        _sessions.popitem(last=False)
    return entry


def forget(session_id: UUID) -> None:
    """Forget a session, because what was remembered of it may not have been committed."""
    _sessions.pop(session_id, None)
