"""Which tier an operator belongs to, and why: the same figures always give the same answer."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from tiers.rules.grading import FIRST, KEY, RAISED, RANK, SECOND, Bound, Dimension, Grading

COOLING, STALE, BY_HAND = "cooling", "stale", "by_hand"


class Value(NamedTuple):
    """What a dimension of an operator was on a day: a number, or names of goods."""

    on: date
    number: float = 0.0
    names: tuple[str, ...] = ()


class Part(NamedTuple):
    """What one dimension contributed: its points, and the tier that it keeps or reaches alone."""

    code: str
    value: Value | None
    points: int
    tier: str
    is_stale: bool

    def kept(self) -> dict[str, Any]:
        """Return the part as it stands in a reason."""
        said: dict[str, Any] = {"code": self.code, "points": self.points}
        if self.value is not None:
            said |= {"on": self.value.on.isoformat(), "value": self.value.number}
        if self.value is not None and self.value.names:
            said["names"] = list(self.value.names)
        if self.tier:
            said["tier"] = self.tier
        if self.is_stale:
            said["stale"] = True
        return said


@dataclass(frozen=True, slots=True)
class Present:
    """Where an operator stands: his tier, since when, and until when it is set by hand."""

    tier: str = FIRST
    since: date | None = None
    by_hand_until: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A tier and its reason. Where the figures say `target` and it is not so yet: why, how long."""

    tier: str
    target: str
    score: int
    parts: tuple[Part, ...]
    because: tuple[str, ...]
    held: str = ""
    until: date | None = None

    def kept(self) -> dict[str, Any]:
        """Return the reason as it is kept: everything that was weighed, and what carried it."""
        said: dict[str, Any] = {
            "score": self.score,
            "because": list(self.because),
            "parts": [part.kept() for part in self.parts],
        }
        if self.held:
            said |= {"held": self.held, "target": self.target}
        if self.until is not None:
            said["until"] = self.until.isoformat()
        return said


def decide(grading: Grading, values: Mapping[str, Value], present: Present, on: date) -> Decision:
    """Return the tier of an operator on a day.

    A tier is reached at `up` and left below `down`, by the score or by one dimension alone. It
    rises at once; it falls no sooner than the cool-down after the last change, and not while any
    figure is too old to vouch for it. Deciding again changes nothing.

    Law: M-tiering, O117-tiering
    """
    rank = RANK[present.tier]
    parts = tuple(_part(one, values.get(one.code), rank, on, grading) for one in grading.dimensions)
    score = sum(part.points for part in parts)
    by_score = _reached(grading.score, score, rank)
    wished = {"score": by_score, **{part.code: part.tier for part in parts if part.tier}}
    target = max(wished.values(), key=RANK.__getitem__)
    held, until = _held(grading, present, target, parts, on)
    because = tuple(name for name, tier in wished.items() if tier == target and tier != FIRST)
    tier = present.tier if held else target
    return Decision(tier, target, score, parts, because, held, until)


def _part(one: Dimension, value: Value | None, rank: int, on: date, grading: Grading) -> Part:
    if value is None:
        return Part(one.code, None, 0, "", is_stale=False)
    is_stale = value.on < on - timedelta(days=grading.stale_days)
    points, tier = one.points_of(value.number), _reached(one.alone, value.number, rank)
    held = [one.categories[name] for name in value.names if name in one.categories]
    if held:
        points += one.weight * max(each.points for each in held)
        tier = _highest([tier, *(each.tier or FIRST for each in held)])
    return Part(one.code, value, points, "" if tier == FIRST else tier, is_stale)


def _reached(bounds: Mapping[str, Bound], number: float, rank: int) -> str:
    """Return the highest tier reached, or held already and not left."""
    for tier in (KEY, SECOND):
        bound = bounds.get(tier)
        if bound is None:
            continue
        if number >= bound.up or (RANK[tier] <= rank and number >= bound.down):
            return tier
    return FIRST


def _highest(tiers: Iterable[str]) -> str:
    return max(tiers, key=RANK.__getitem__)


def _held(
    grading: Grading, present: Present, target: str, parts: tuple[Part, ...], on: date
) -> tuple[str, date | None]:
    """Return why a tier stays though the figures say another, and until when at least."""
    if target == present.tier:
        return "", None
    if present.by_hand_until is not None and on <= present.by_hand_until:
        return BY_HAND, present.by_hand_until
    if RANK[target] > RANK[present.tier]:
        return "", None
    if any(part.is_stale for part in parts):
        return STALE, None
    until = present.since + timedelta(days=grading.cooldown_days) if present.since else None
    return (COOLING, until) if until is not None and on < until else ("", None)


class Bar(NamedTuple):
    """A part of a histogram: from, to, and how many lie in it."""

    start: float
    end: float
    number: int


def lines_of(one: Dimension) -> list[tuple[str, float]]:
    """Return where a dimension begins to count: what each line is, and where it stands."""
    steps = [("step", step.at) for step in one.steps]
    alone = [(tier, one.alone[tier].up) for tier in RAISED if tier in one.alone]
    return sorted([*steps, *alone], key=lambda each: each[1])


def bars_of(numbers: list[float], edges: Iterable[float]) -> list[Bar]:
    """Return how many values lie between the lines: [0, first), [first, second) … [last, ∞)."""
    cuts = sorted({0.0, *edges})
    counts = [0] * len(cuts)
    for number in numbers:
        counts[max(0, bisect_right(cuts, number) - 1)] += 1
    ends = [*cuts[1:], float("inf")]
    return [Bar(*one) for one in zip(cuts, ends, counts, strict=True)]


def parts_of(reason: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Return the parts of a kept reason, those that counted first."""
    found = list(reason.get("parts", ()))
    return iter(sorted(found, key=lambda part: (-part["points"], "value" not in part)))
