"""What a policy would do to the rooms as they are, before it holds."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from parties.models import Party
from parties.selectors import operators
from tiers import policies
from tiers.rules.grade import Decision, Present, Value, bars_of, decide, lines_of
from tiers.rules.grading import CATEGORIES, TIERS, Dimension, Grading
from tiers.selectors.figures import Known, known
from tiers.selectors.rooms import operator_ids
from tiers.selectors.standing import present_of, standings_now

SHOWN = 100  # movers on the page; all are counted


class Move(NamedTuple):
    """An operator who would move, or would but is held; `rooms` go with him."""

    operator: Party
    before: str
    decision: Decision
    rooms: int


class Count(NamedTuple):
    """Operators and their rooms."""

    operators: int
    rooms: int


class Line(NamedTuple):
    """Where something begins to count, and how many are beyond it."""

    kind: str
    at: float
    beyond: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How the operators spread over one dimension, between the lines of the policy."""

    dimension: Dimension
    bars: list[tuple[float, float, int]]
    lines: list[Line]
    unknown: int
    names: list[tuple[str, int]]

    @property
    def most(self) -> int:
        return max((bar[2] for bar in self.bars), default=0)


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything a policy would do today."""

    on: date
    total: Count
    matrix: dict[tuple[str, str], Count]
    moving: int
    held: int
    moves: list[Move]
    spreads: list[Spread]

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, Count]], int]]:
        """Return the matrix by rows: from, the cells, and how many operators there are."""
        return [
            (before, [(after, self.matrix[before, after]) for after in TIERS], self._before(before))
            for before in TIERS
        ]

    @property
    def columns(self) -> list[tuple[str, int]]:
        return [
            (after, sum(self.matrix[before, after].operators for before in TIERS))
            for after in TIERS
        ]

    def _before(self, before: str) -> int:
        return sum(self.matrix[before, after].operators for after in TIERS)


def preview(actor: Actor, grading: Grading) -> Preview:
    """Judge every operator by a policy, today, and write nothing.

    Raises:
        Forbidden: the actor does not watch over the platform.

    Law: O117-tiering
    """
    policies.require_see(actor)
    on, ids = clock.today(), operator_ids(actor)
    found, presents = known(actor, ids, grading, on), presents_of(actor, ids, on)
    matrix = {(before, after): [0, 0] for before in TIERS for after in TIERS}
    moves: list[tuple[UUID, str, Decision, int]] = []
    moving = held = 0
    for operator_id, present, decision in judged(grading, ids, found, presents):
        rooms = len(found.rooms.get(operator_id, ()))
        cell = matrix[present.tier, decision.tier]
        cell[0] += 1
        cell[1] += rooms
        moving += decision.tier != present.tier
        held += bool(decision.held)
        if decision.target != present.tier:
            moves.append((operator_id, present.tier, decision, rooms))
    return Preview(
        on=on,
        total=Count(len(ids), sum(len(one) for one in found.rooms.values())),
        matrix={pair: Count(*cell) for pair, cell in matrix.items()},
        moving=moving,
        held=held,
        moves=_named(actor, moves),
        spreads=[_spread(one, ids, found) for one in grading.dimensions],
    )


def presents_of(actor: Actor, ids: Collection[UUID], on: date) -> dict[UUID, Present]:
    """Return where operators stand; whoever never was judged is left out."""
    fields = ("operator_id", "tier", "since", "by_hand_until")
    rows = standings_now(actor).values_list(*fields)
    wanted = set(ids)
    return {
        operator_id: Present(tier, clock.to_date(since), by_hand)
        for operator_id, tier, since, by_hand in rows
        if operator_id in wanted
    }


def judged(
    grading: Grading, ids: Collection[UUID], found: Known, presents: dict[UUID, Present]
) -> Iterator[tuple[UUID, Present, Decision]]:
    """Return for every operator where he stands and what the policy says."""
    nothing: dict[str, Value] = {}
    for operator_id in ids:
        present = presents.get(operator_id)
        if present is None:
            present = present_of(None, found.rooms.get(operator_id, ()), found.on)
        values = found.values.get(operator_id, nothing)
        yield operator_id, present, decide(grading, values, present, found.on)


def _named(actor: Actor, moves: list[tuple[UUID, str, Decision, int]]) -> list[Move]:
    """Return those to be shown: who really moves first, the greatest score first."""
    moves.sort(key=lambda one: (bool(one[2].held), -one[2].score, one[0]))
    names = operators.operators_in_bulk(actor, [one[0] for one in moves[:SHOWN]])
    return [Move(names[one[0]], *one[1:]) for one in moves[:SHOWN]]


def _spread(one: Dimension, ids: Collection[UUID], found: Known) -> Spread:
    values = [held[one.code] for held in found.values.values() if one.code in held]
    numbers = [value.number for value in values]
    lines = lines_of(one)
    goods = Counter(name for value in values for name in value.names)
    return Spread(
        dimension=one,
        bars=[] if one.code == CATEGORIES else list(bars_of(numbers, [at for _kind, at in lines])),
        lines=[Line(kind, at, sum(1 for n in numbers if n >= at)) for kind, at in lines],
        unknown=len(ids) - len(values),
        names=goods.most_common(20),
    )
