"""Signs in shop ids and registrations: many at once, coming and going, at one address. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from tax.rules.abuse.findings import (
    Evidence,
    Finding,
    Limits,
    Point,
    Registration,
    Shop,
    Sign,
    columns,
    densest,
    finding,
    grouped,
)


def many_shops(shops: Iterable[Shop], limits: Limits, on: date) -> Iterator[Finding]:
    """Find persons behind many shop ids at once; shops come sorted by person.

    Law: A22-conversion
    """
    for person, known in grouped(shops, lambda one: one.person):
        open_now = (one for one in known if one.first_on <= on and not _is_closed(one, on))
        his = list({one.shop: one for one in open_now}.values())
        if len(his) < limits.shops_at_once:
            continue
        his.sort(key=lambda one: (one.first_on, one.shop))
        evidence = tuple(Evidence("shop", one.first_on, one.payee, one.shop) for one in his)
        points = tuple(
            Point(one.first_on, place, place >= limits.shops_at_once)
            for place, one in enumerate(his, start=1)
        )
        yield finding(Sign.MANY_SHOPS, person, evidence, points, limits.shops_at_once)


def _is_closed(shop: Shop, on: date) -> bool:
    return shop.last_on is not None and shop.last_on < on


def shop_churn(shops: Iterable[Shop], limits: Limits) -> Iterator[Finding]:
    """Find persons whose shop ids come and go: so many changes within so many days.

    The first shop of a person is a beginning, no change; and where none is closed, nothing goes.

    Law: A22-conversion
    """
    within = timedelta(days=limits.changes_within_days)
    for person, his in grouped(shops, lambda one: one.person):
        changes = _changes(his)
        window = densest(changes, within)
        if len(window) >= limits.changes and any(one.what == "closed" for one in window):
            chosen = set(window)
            points = tuple(
                Point(one.on, place, one in chosen) for place, one in enumerate(changes, start=1)
            )
            yield finding(Sign.SHOP_CHURN, person, window, points, limits.changes)


def _changes(his: list[Shop]) -> list[Evidence]:
    opened = [Evidence("opened", one.first_on, one.payee, one.shop) for one in his]
    closed = [Evidence("closed", one.last_on, one.payee, one.shop) for one in his if one.last_on]
    opened.sort(key=lambda one: (one.on, one.shop))
    return sorted([*opened[1:], *closed], key=lambda one: (one.on, one.what, one.shop))


def batch(registrations: Iterable[Registration], limits: Limits) -> Iterator[Finding]:
    """Find addresses at which many register within a few days; sorted by address.

    Law: A22-conversion
    """
    within = timedelta(days=limits.batch_within_days - 1)
    for address, there in grouped(registrations, lambda one: one.address):
        events = [Evidence("registered", one.registered_on, one.payee) for one in set(there)]
        events.sort(key=lambda one: (one.on, one.payee))
        window = densest(events, within)
        if len(window) >= limits.batch_size:
            days = {event.on for event in window}
            points = columns(_within(events, within), days)
            yield finding(Sign.BATCH, address, window, points, limits.batch_size)


def _within(events: list[Evidence], within: timedelta) -> dict[date, int]:
    """Return for each day how many there were in the span of time that ends with it."""
    found, first = {}, 0
    for last, event in enumerate(events):
        while event.on - events[first].on > within:
            first += 1
        found[event.on] = last + 1 - first
    return found
