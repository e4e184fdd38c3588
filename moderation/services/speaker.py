"""What rules may know of who is on air: their records when the broadcast began."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from livecompliance.kernel.actors import Actor
from moderation import selectors
from moderation.engine.record import STRANGER, Person, Record
from moderation.selectors import Stands
from parties import selectors as parties
from parties import services as party_services
from rooms import selectors as rooms
from rooms.models import Session

KEPT_S, MOST_KEPT, MOST_PEOPLE = 60.0, 2_000, 32


Source = Callable[[Actor, UUID, datetime], Stands]
People = Callable[[Actor, Session], Iterable[UUID]]
_sources: list[Source] = []
_others: list[People] = []
_kept: OrderedDict[UUID, tuple[float, Record]] = OrderedDict()


def stands_register(source: Source) -> None:
    """Let an app above say how an operator stands. It is asked once a minute for each session."""
    _sources.append(source)


def people_register(source: People) -> None:
    """Let an app above say who else is on air than the declared cast: guests, by their parties."""
    _others.append(source)


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
    own = _person(actor, operator, began) if operator else STRANGER
    return Record(
        tier=str(session.room.tier),
        strikes=own.strikes,
        sanctions=own.sanctions,
        findings=selectors.past_findings(actor, session),
        people=_people(actor, session),
    )


def _people(actor: Actor, session: Session) -> dict[str, Person]:
    """Return the marketers and guests on air, by every number that the platform has for them."""
    refs = {*rooms.cast_refs(actor, session.pk)}
    refs |= {str(one) for source in _others for one in source(actor, session)}
    named = parties.parties_named(actor, refs)
    ids = sorted({one.id for one in named.values()})[:MOST_PEOPLE]
    known = {
        one: _person(actor, one, session.started_at)._replace(
            is_barred=party_services.bars_on(actor, [one]).exists()
        )
        for one in ids
    }
    return {
        ref: known[one.id]
        for one in named.values()
        if one.id in known
        for ref in (one.external_id, str(one.id))
        if ref
    }


def _person(actor: Actor, party_id: UUID, began: datetime) -> Person:
    stands = [source(actor, party_id, began) for source in _sources]
    sanctions = [max(0, (began - at).days) for one in stands for at in one.sanctions]
    strikes = sum(one.strikes for one in stands)
    return Person(strikes, tuple(sorted(sanctions)), is_known=True)
