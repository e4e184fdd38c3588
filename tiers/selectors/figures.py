"""What is known of operators: what the platform reported, and what the product counts itself."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from rooms.selectors.tier import Graded
from tiers.models import TierPolicy
from tiers.rules.grade import Value
from tiers.rules.grading import ANSWERS, CATEGORIES, Grading
from tiers.selectors.rooms import rooms_by_operator

Counter = Callable[[Actor, datetime, Collection[UUID] | None], Mapping[UUID, float]]
_counters: dict[str, Counter] = {}

LATEST = """
SELECT f.operator_id, f.dimension, f."on", f.number, f.names
FROM unnest(%s::uuid[]) AS o(id) CROSS JOIN unnest(%s::text[]) AS d(code)
CROSS JOIN LATERAL (
  SELECT g.operator_id, g.dimension, g."on", g.number, g.names FROM tiers_figure g
  WHERE g.tenant_id = %s AND g.operator_id = o.id AND g.dimension = d.code AND g."on" <= %s
  ORDER BY g."on" DESC LIMIT 1
) f
"""


def counter_register(code: str, counter: Counter) -> None:
    """Let an app above count a dimension itself: `counter(actor, since, rooms)` says, by room,
    how much there was since an instant; `rooms` narrows it down, None is every room."""
    _counters[code] = counter


def counted() -> list[str]:
    """Return the dimensions that the product counts itself; nobody reports them."""
    return sorted(_counters)


def reportable(actor: Actor) -> frozenset[str]:
    """Return the dimensions that the platform may report: ours and those of its own policies."""
    written = TierPolicy.objects.of(actor).exclude(state=TierPolicy.State.DISCARDED)
    own = {one.code for row in written for one in Grading.of(row.body).dimensions}
    return frozenset({*ANSWERS, *own} - set(_counters))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of some operators on a day, and which rooms they have."""

    on: date
    rooms: Mapping[UUID, list[Graded]]
    values: Mapping[UUID, Mapping[str, Value]]


def known(actor: Actor, operator_ids: Collection[UUID], grading: Grading, on: date) -> Known:
    """Return the last figures of operators, what is counted, and the goods of their rooms.

    A handful of queries however many they are.
    """
    tenancy.require(actor)
    ids = list(operator_ids)
    rooms = rooms_by_operator(actor, ids)
    values: dict[UUID, dict[str, Value]] = defaultdict(dict)
    for operator_id, code, day, number, names in _reported(actor, ids, grading, on):
        values[operator_id][code] = Value(day, number, tuple(names))
    _count(actor, grading, rooms, on, values)
    if CATEGORIES in grading.codes:
        _goods(rooms, on, values)
    return Known(on, rooms, values)


def _reported(
    actor: Actor, ids: list[UUID], grading: Grading, on: date
) -> list[tuple[UUID, str, date, float, list[str]]]:
    codes = [code for code in grading.codes if code not in _counters]
    given: list[Any] = [[str(one) for one in ids], codes, str(actor.tenant_id), on]
    with connection.cursor() as cursor:
        cursor.execute(LATEST, given)
        return list(cursor.fetchall())


def _count(
    actor: Actor,
    grading: Grading,
    rooms: Mapping[UUID, list[Graded]],
    on: date,
    values: dict[UUID, dict[str, Value]],
) -> None:
    owners = {room.room_id: operator for operator, held in rooms.items() for room in held}
    since = clock.now() - timedelta(days=grading.window_days)
    narrowed = list(owners) if len(owners) <= 500 else None
    for code in grading.codes:
        if code not in _counters or not owners:
            continue
        sums: dict[UUID, float] = defaultdict(float)
        for room_id, number in _counters[code](actor, since, narrowed).items():
            if room_id in owners:
                sums[owners[room_id]] += number
        for operator_id, number in sums.items():
            values[operator_id][code] = Value(on, number)


def _goods(
    rooms: Mapping[UUID, list[Graded]], on: date, values: dict[UUID, dict[str, Value]]
) -> None:
    """Add the categories of an operator's rooms to those that were reported."""
    for operator_id, held in rooms.items():
        own = {room.category for room in held if room.category}
        if own:
            before = values[operator_id].get(CATEGORIES)
            names = own.union(before.names if before else ())
            values[operator_id][CATEGORIES] = Value(on, names=tuple(sorted(names)))
