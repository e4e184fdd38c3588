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
    sales_completed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Years:
    """How long each law has a broadcast kept: years from its end and from its last sale, and the
    days for which what was published in it stays."""

    from_end: int
    from_sale: int
    published_d: int = 0


def last_day(term: Term, years: Years) -> date:
    """Return the last day that a broadcast must be there: what was said at its end (the law and
    the operator's tier), or what each law of today says where that is later.

    While nobody has told when its last sale was completed, that counts as its end.

    Law: O117-evidence-3y, ECL-transactions-3y, NTM-live-video-3y, D60-content
    """
    sold = term.sales_completed_on or term.ended_on
    by_law = (years_later(term.ended_on, years.from_end), years_later(sold, years.from_sale))
    published = term.ended_on + timedelta(days=years.published_d)
    return max(term.keep_until, published, *by_law)


def goes_after(term: Term, last: date, margin_d: int, *, waits: bool = False) -> date | None:
    """Return the last day on which it is there: the very day of the law where it is known when the
    last sale was completed; else with the platform's own margin, or None where the platform waits
    until somebody has told.

    Law: O117-evidence-3y
    """
    if term.sales_completed_on:
        return last
    return None if waits else last + timedelta(days=margin_d)


def holds_on(term: Term, held: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the standing holds that keep a broadcast: on itself, its room, or who was in it."""
    mine = [("session", str(term.session)), ("room", str(term.room))]
    mine += [("party", str(one)) for one in sorted(term.parties)]
    mine += [("user", str(one)) for one in sorted(term.users)]
    return [one for one in mine if one in held]
