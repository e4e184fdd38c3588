"""Paid promotion and advertisements: what is one, who answers for it, who may endorse. Pure."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Literal, NamedTuple

from catalog.rules.claims import Sector
from office.rules.days import months_after

PAID, HELP, LIVE = "M-paid-promotion", "M-no-false-help", "O117-advertisement"
ARCHIVE, ENDORSER, NEVER = "IAD-archive-3y", "ADL-endorser", "ADL-no-endorsement"
GROWN = 18
Role = Literal["advertiser", "operator", "publisher", "endorser"]
ROLES: tuple[Role, ...] = ("advertiser", "operator", "publisher", "endorser")
UNENDORSED: frozenset[Sector] = frozenset({"medical", "drug", "device", "health_food"})
Test = Literal["influence", "clips", "paid"]
TESTS: tuple[Test, ...] = ("influence", "clips", "paid")
Fault = Literal["too_young", "never_endorsed", "not_used", "unproved"]


class Facts(NamedTuple):
    """What is known of a broadcast when it is asked whether it is a commercial advertisement.

    Args:
        is_natural: whoever recommends is a natural person.
        is_seller: he sells what he recommends himself.
        has_influence: he has some influence on the public.
        in_own_name: he recommends in his own name or image.
        is_clip: clips edited from a broadcast are published again.
        is_paid: somebody pays for the broadcast to be shown.
    """

    is_natural: bool = False
    is_seller: bool = False
    has_influence: bool = False
    in_own_name: bool = False
    is_clip: bool = False
    is_paid: bool = False


def tests_met(facts: Facts) -> tuple[Test, ...]:
    """Return by which tests a broadcast is a commercial advertisement; none: it is none.

    Order 117: a natural person with some influence, other than the seller, recommends in his own
    name or image; or edited clips are published again. Measures, Article 11: it is promoted for
    money.

    Law: O117-advertisement, M-advertisement, M-paid-promotion
    """
    recommends = (
        facts.is_natural and not facts.is_seller and facts.has_influence and facts.in_own_name
    )
    met = {"influence": recommends, "clips": facts.is_clip, "paid": facts.is_paid}
    return tuple(one for one in TESTS if met[one])


def roles_missing(met: Collection[Test], stated: Collection[Role]) -> tuple[Role, ...]:
    """Return who must still be stated of a broadcast that is an advertisement.

    Somebody advertises, somebody publishes; where a person of influence recommends, he endorses.

    Law: O117-advertisement
    """
    if not met:
        return ()
    wanted: tuple[Role, ...] = ("advertiser", "publisher")
    wanted += ("endorser",) if "influence" in met else ()
    return tuple(one for one in wanted if one not in stated)


def endorser_faults(
    minor_until: date | None,
    sectors: Collection[Sector],
    used_on: date | None,
    on: date,
    least_age: int,
    *,
    has_proof: bool,
) -> Iterator[Fault]:
    """Yield why somebody may not endorse goods on a day.

    Args:
        minor_until: his eighteenth birthday while that lies ahead; None of who is grown.

    Law: ADL-endorser, ADL-no-endorsement
    """
    if minor_until is not None and on < months_after(minor_until, -12 * (GROWN - least_age)):
        yield "too_young"
    if UNENDORSED & set(sectors):
        yield "never_endorsed"
    if used_on is None or used_on > on:
        yield "not_used"
    if not has_proof:
        yield "unproved"


def kept_until(years: int, ended_on: date) -> date:
    """Return the last day on which the file of an advertisement must still be there.

    Law: IAD-archive-3y, IAD-user-identity-3y
    """
    return months_after(ended_on, 12 * years)
