"""What rules may know of the streamer: his record when the broadcast began."""

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from livecompliance.kernel.actors import Actor
from moderation import selectors
from moderation.engine.record import Record
from moderation.selectors import Stands
from rooms.models import Session

KEPT_S, MOST_KEPT = 60.0, 2_000


Source = Callable[[Actor, UUID, datetime], Stands]
_sources: list[Source] = []
_kept: OrderedDict[UUID, tuple[float, Record]] = OrderedDict()


def stands_register(source: Source) -> None:
    """Let an app above say how an operator stands. It is asked once a minute for each session."""
    _sources.append(source)


def record_of(actor: Actor, session: Session) -> Record:
    """Return the record of a session's streamer as it was when the session began.

    It is asked for only where a rule reads it, and kept for a minute.

    Law: M-risk-measures
    """
    now = time.monotonic()
    kept = _kept.get(session.pk)
    if kept is not None and now - kept[0] < KEPT_S:
        return kept[1]
    found = record_read(actor, session)
    _kept[session.pk] = (now, found)
    if len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return found


def record_read(actor: Actor, session: Session) -> Record:
    """Return the record as the rows have it now."""
    began, operator = session.started_at, session.room.operator_id
    stands = [source(actor, operator, began) for source in _sources] if operator else []
    sanctions = [max(0, (began - at).days) for one in stands for at in one.sanctions]
    return Record(
        tier=str(session.room.tier),
        strikes=sum(one.strikes for one in stands),
        sanctions=tuple(sorted(sanctions)),
        findings=selectors.past_findings(actor, session),
    )
