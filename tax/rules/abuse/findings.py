"""Signs that income is split or its nature changed: findings with evidence, for a person. Pure.

A sign proves nothing. What it rests on is listed beside it, and drawn, and an officer decides. The
law gives no numbers for these; they are the tenant's own, with defaults (`Limits`). Persons, shops
and addresses are opaque here: digests, never names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple, TypeVar

import msgspec

from tax.rules.refusals import TaxRefused

CLAUSE = "A22-conversion"
LINE = "A16-register"


class Sign(StrEnum):
    """What looks like splitting or conversion."""

    MANY_SHOPS = "many_shops"  # one person behind many shop ids at once
    SHOP_CHURN = "shop_churn"  # shop ids come and go
    CONVERSION = "conversion"  # labour becomes business income within a quarter
    PARKED = "parked"  # months just under the monthly threshold
    SPLIT = "split"  # several payees of one person, together over it, each under it
    UNDER_LINE = "under_line"  # twelve months just under the line to register
    BATCH = "batch"  # many registrations at one address within days


class Numbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From when on a sign is one, where the law has no number: the tenant's, with defaults."""

    shops_at_once: int = 4
    changes: int = 4
    changes_within_days: int = 90
    conversion_least_fen: int = 1_000_000
    under_percent: int = 5  # how far below a threshold still counts as just under it
    parked_months: int = 3
    line_percent: int = 4
    batch_size: int = 5
    batch_within_days: int = 3


class Limits(Numbers, frozen=True, forbid_unknown_fields=True):
    """The tenant's numbers beside the law's threshold and line."""

    threshold_fen: int = 10_000_000  # of a month, terms `vat`
    line_fen: int = 500_000_000  # of twelve months, clause A16-register


class Shop(NamedTuple):
    """A shop id of a person, and from when to when it was seen; none while it still is."""

    payee: str
    person: str
    shop: str
    first_on: date
    last_on: date | None = None


class Income(NamedTuple):
    """What a payee received in a month, without refunds and without tax."""

    payee: str
    person: str
    month: date  # its first day
    is_business: bool
    net_fen: int


class Registration(NamedTuple):
    """A payee that is registered as a business, when and where."""

    payee: str
    person: str
    registered_on: date
    address: str


class Evidence(NamedTuple):
    """One fact that a finding rests on; what it says depends on `what`."""

    what: str  # shop, opened, closed, labour, business, month, registered
    on: date
    payee: str = ""
    shop: str = ""
    fen: int | None = None


class Point(NamedTuple):
    """One column of the plot."""

    on: date
    value: int
    is_marked: bool  # this one is what the finding is about


class Finding(NamedTuple):
    """A sign, whom it is about, what it rests on, and how it looks."""

    sign: Sign
    clause: str
    subject: str  # a person, or an address
    payees: tuple[str, ...]
    on: date  # the last fact
    evidence: tuple[Evidence, ...]
    points: tuple[Point, ...]
    limit: int  # the line drawn across the plot


Fact = TypeVar("Fact")


def grouped(facts: Iterable[Fact], key: Callable[[Fact], str]) -> Iterator[tuple[str, list[Fact]]]:
    """Yield facts group by group; one group is held at a time.

    Raises:
        TaxRefused: they are not sorted by the key.
    """
    before: str | None = None
    for name, group in groupby(facts, key=key):
        if before is not None and name < before:
            raise TaxRefused("out_of_order")
        before = name
        yield name, list(group)


def densest(events: list[Evidence], within: timedelta) -> tuple[Evidence, ...]:
    """Return the most events that lie within a span of time, the latest where several do."""
    best = (0, 0)
    first = 0
    for last, event in enumerate(events):
        while event.on - events[first].on > within:
            first += 1
        if last + 1 - first >= best[1] - best[0]:
            best = (first, last + 1)
    return tuple(events[slice(*best)])


def columns(values: Mapping[date, int], marked: Iterable[date]) -> tuple[Point, ...]:
    """Return the columns of a plot over time; what is below nothing is drawn as nothing."""
    chosen = set(marked)
    return tuple(Point(on, max(0, value), on in chosen) for on, value in sorted(values.items()))


def finding(
    sign: Sign,
    subject: str,
    evidence: tuple[Evidence, ...],
    points: tuple[Point, ...],
    limit: int,
    clause: str = CLAUSE,
) -> Finding:
    """Return a finding about whoever its evidence is about, of the day of its last fact."""
    payees = tuple(sorted({one.payee for one in evidence}))
    on = max(one.on for one in evidence)
    return Finding(sign, clause, subject, payees, on, evidence, points, limit)
