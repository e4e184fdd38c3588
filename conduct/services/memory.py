"""What watches remember of a session: loaded once a batch, locked, written when it changed."""

import msgspec

from conduct.models import Watched
from conduct.rules.traffic import Point
from rooms.models import Session

_series = msgspec.msgpack.Decoder(list[Point])
_encode = msgspec.msgpack.Encoder().encode


class Memory:
    """One session's memory within one transaction."""

    def __init__(self, session: Session) -> None:
        rows = Watched.objects.select_for_update()
        given = {"tenant_id": session.tenant_id}
        self.row, _new = rows.get_or_create(session=session, defaults=given)
        self.points = _series.decode(bytes(self.row.series)) if self.row.series else []

    def may_tell(self, what: str, at_ms: int, every_ms: int) -> bool:
        """Tell whether something was not told lately, by the events' own time; then it is told."""
        last = self.row.told.get(what)
        if last is not None and 0 <= at_ms - last < every_ms:
            return False
        self.row.told[what] = at_ms
        return True

    def save(self) -> None:
        self.row.series = _encode([tuple(one) for one in self.points])
        self.row.save(update_fields=["series", "told"])
