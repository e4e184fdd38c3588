"""Which broadcasts go, and which stay although their term is over. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from rooms.rules.keeping import years_later

MARGIN_D = 90  # a broadcast's sales are completed after it: the law counts from there


@dataclass(frozen=True, slots=True)
class Term:
    """One ended broadcast: whom it concerns, and until when it must be there."""

    session: UUID
    room: UUID
    ended_on: date
    keep_until: date
    parties: frozenset[UUID] = frozenset()
    users: frozenset[UUID] = frozenset()


def last_day(term: Term, years: int) -> date:
    """Return the last day that a broadcast must be there: what was said at its end, or what the
    law of today says where that is later.

    Law: O117-evidence-3y
    """
    return max(term.keep_until, years_later(term.ended_on, years))


def goes_after(last: date, margin_d: int) -> date:
    """Return the last day on which it is there, with the platform's own margin."""
    return last + timedelta(days=margin_d)


def holds_on(term: Term, held: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the standing holds that keep a broadcast: on itself, its room, or who was in it."""
    mine = [("session", str(term.session)), ("room", str(term.room))]
    mine += [("party", str(one)) for one in sorted(term.parties)]
    mine += [("user", str(one)) for one in sorted(term.users)]
    return [one for one in mine if one in held]
