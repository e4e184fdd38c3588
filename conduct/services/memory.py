"""What watches remember of a session: loaded once a batch, locked, written once if it changed."""

import json
from collections.abc import Iterable

import msgspec
from django.db import connection

from conduct.models import Watched
from conduct.rules.traffic import Point
from livecompliance.kernel.pg import hot
from moderation import services as inspection
from rooms.models import Session

_series = msgspec.msgpack.Decoder(list[Point])
_encode = msgspec.msgpack.Encoder().encode
KEPT = "conduct"
READ = hot.Reading(
    "SELECT {w} FROM conduct_watched w WHERE w.session_id = %s FOR UPDATE", w=Watched
)
WRITE = """
INSERT INTO conduct_watched (session_id, tenant_id, series, told) VALUES (%s, %s, %s, %s::jsonb)
ON CONFLICT (session_id) DO UPDATE SET series = excluded.series, told = excluded.told
"""


class Memory:
    """One session's memory within one transaction."""

    def __init__(self, session: Session) -> None:
        found = READ.first([session.pk])
        given = {"session_id": session.pk, "tenant_id": session.tenant_id}
        self.row: Watched = found[0] if found else Watched(**given)
        self.points = _series.decode(bytes(self.row.series)) if self.row.series else []
        self._before = self._values() if found else None

    def _values(self) -> tuple[bytes, str]:
        return _encode([tuple(one) for one in self.points]), json.dumps(self.row.told)

    def may_tell(self, what: str, at_ms: int, every_ms: int) -> bool:
        """Tell whether something was not told lately, by the events' own time; then it is told."""
        last = self.row.told.get(what)
        if last is not None and 0 <= at_ms - last < every_ms:
            return False
        self.row.told[what] = at_ms
        return True

    def save(self) -> None:
        """Write what is remembered, in one statement; nothing where nothing changed."""
        values = self._values()
        if values == self._before:
            return
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [self.row.session_id, self.row.tenant_id, *values])
        self._before = values


def memory_of(seen: inspection.Seen) -> Memory:
    """Return the memory of a batch's session, one for all watches; it is written after them."""
    if KEPT not in seen.kept:
        seen.kept[KEPT] = Memory(seen.session)
    memory: Memory = seen.kept[KEPT]
    return memory


def memory_watch(seen: inspection.Seen) -> Iterable[inspection.Hit]:
    """Write what the watches before remembered."""
    if KEPT in seen.kept:
        memory_of(seen).save()
    return ()
