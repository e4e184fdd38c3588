"""Whether a room's figures move as real ones do: robust tests on series, nothing that asks.

No law gives numbers for this; the thresholds are the platform's policy (Measures, Article 18(4)
forbids the deed, not a shape). What is unusual is for an officer to judge.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

SLOT_MS, MINUTE_MS, KEEP_MS = 10_000, 60_000, 3_600_000
FEWEST = 8  # earlier values without which nothing can be called unusual
SCALE = 1.4826  # a median deviation times this is a standard deviation of ordinary noise
NAMES = ("viewers", "likes", "orders", "refunds", "followers")
TOTALS = ("likes", "orders", "refunds", "followers")
LEAST = {"viewers": 2_000, "likes": 6_000, "orders": 120, "refunds": 30, "followers": 600}
BURSTS = ("likes", "orders", "followers")
STEP = 3.0  # times the usual that a burst must be, beyond what the audience grew
LIFELESS = 1.2  # times the usual likes, below which a crowd that came is silent
FEW_VIEWERS, FEW_ORDERS = 50, 50
WINDOW_MS = 30 * MINUTE_MS


class Point(NamedTuple):
    """What a room's figures were at the end of ten seconds; None is what was never told."""

    at_ms: int
    viewers: int | None = None
    likes: int | None = None
    orders: int | None = None
    refunds: int | None = None
    followers: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """A platform's own thresholds."""

    z: int = 10
    likes_per_viewer: int = 60
    orders_percent: int = 50
    refund_percent: int = 50


class Anomaly(NamedTuple):
    """Something that real figures hardly do: which test, in which figure, from when, by how much.

    `figures` holds the numbers of the test: value, usual, spread, score, limit.
    """

    kind: str
    name: str
    since_ms: int
    at_ms: int
    figures: Mapping[str, float]


def limits_of(policy: Mapping[str, Any]) -> Limits:
    """Return a platform's thresholds; what is absent, mistyped or out of bounds is the default."""
    found = {}
    for name, (least, most) in BOUNDS.items():
        value = policy.get(f"traffic_{name}")
        if type(value) is int and least <= value <= most:
            found[name] = value
    return Limits(**found)


BOUNDS = {
    "z": (4, 100),
    "likes_per_viewer": (5, 600),
    "orders_percent": (5, 1_000),
    "refund_percent": (10, 100),
}


def folded(points: Sequence[Point], told: Iterable[tuple[int, Mapping[str, int]]]) -> list[Point]:
    """Return a series with what was told since, by ten seconds, an hour of it at most.

    Whatever order events come in, a slot holds what was told of it last.
    """
    slots = {one.at_ms: one for one in points}
    for at, figures in told:
        slot = at - at % SLOT_MS
        before = slots.get(slot, Point(slot))
        known = {name: value for name, value in figures.items() if name in NAMES}
        slots[slot] = before._replace(**known)
    last = max(slots, default=0)
    return [slots[at] for at in sorted(slots) if at > last - KEEP_MS]


def anomalies(points: Sequence[Point], limits: Limits) -> list[Anomaly]:
    """Return what is unusual at the end of a series.

    Law: M-18-4
    """
    if len(points) < 2:
        return []
    found = [_burst(points, name, limits) for name in BURSTS]
    found += [_crowd(points, limits), _taps(points, limits), _rush(points, limits)]
    found.append(_returns(points, limits))
    return [one for one in found if one is not None]


def rates(points: Sequence[Point], name: str) -> list[tuple[int, int, float]]:
    """Return how fast a total grew between reports: from, to, per minute; new counts begin at 0."""
    told = [(one.at_ms, value) for one in points if (value := getattr(one, name)) is not None]
    return [
        (sooner, later, max(0, after - before) * MINUTE_MS / (later - sooner))
        for (sooner, before), (later, after) in pairwise(told)
    ]


def score_of(values: Sequence[float], last: float, least: float) -> tuple[float, float, float]:
    """Return median, robust spread and score of a value against earlier ones.

    The spread has a floor: of figures that hardly move, every step would be enormous.
    """
    usual = median(values)
    spread = SCALE * median([abs(value - usual) for value in values])
    spread = max(spread, 0.1 * abs(usual), least / 20)
    return usual, spread, (last - usual) / spread


def _burst(points: Sequence[Point], name: str, limits: Limits) -> Anomaly | None:
    """A total grows many times faster than it used to, and than the audience grew."""
    row = rates(points, name)
    if len(row) <= FEWEST:
        return None
    since, at, last = row[-1]
    if at != points[-1].at_ms:
        return None
    usual, spread, score = score_of([one[2] for one in row[:-1]], last, LEAST[name])
    grown = _grown(points)
    if score < limits.z or last - usual < LEAST[name] or last < STEP * grown * usual:
        return None
    figures = {"value": last, "usual": usual, "spread": spread, "score": score,
               "limit": float(limits.z), "audience": grown}  # fmt: skip
    return Anomaly("burst", name, since, at, figures)


def _grown(points: Sequence[Point]) -> float:
    """Return how many times the usual audience is there now; at least once."""
    told = [one.viewers for one in points if one.viewers is not None]
    if len(told) < 2:
        return 1.0
    usual = median(told[:-1])
    return max(1.0, told[-1] / usual) if usual else 1.0


def _crowd(points: Sequence[Point], limits: Limits) -> Anomaly | None:
    """The audience multiplies at once, and nobody in it does anything."""
    told = [one for one in points if one.viewers is not None]
    if len(told) <= FEWEST or told[-1].at_ms != points[-1].at_ms:
        return None
    values = [float(one.viewers or 0) for one in told]
    usual, spread, score = score_of(values[:-1], values[-1], LEAST["viewers"])
    step = values[-1] - max(values[-4:-1])
    if score < limits.z or step < LEAST["viewers"] or values[-1] < STEP * max(usual, 1):
        return None
    alive = [_alive(points, name) for name in ("likes", "orders")]
    if any(one is None or one >= LIFELESS for one in alive[:1]) or (alive[1] or 0) >= LIFELESS:
        return None
    figures = {"value": values[-1], "usual": usual, "spread": spread, "score": score,
               "limit": float(limits.z), "life": alive[0] or 0.0}  # fmt: skip
    return Anomaly("crowd", "viewers", told[-2].at_ms, told[-1].at_ms, figures)


def _alive(points: Sequence[Point], name: str) -> float | None:
    """Return how many times the usual pace a total has now; None where too little was told."""
    row = rates(points, name)
    if len(row) <= FEWEST:
        return None
    usual = median([one[2] for one in row[:-1]])
    return row[-1][2] / usual if usual else (0.0 if not row[-1][2] else LIFELESS)


def _taps(points: Sequence[Point], limits: Limits) -> Anomaly | None:
    """More likes a minute than the people who watch could give."""
    return _per_viewer(points, "likes", "taps", float(limits.likes_per_viewer), LEAST["likes"])


def _rush(points: Sequence[Point], limits: Limits) -> Anomaly | None:
    """More orders a minute than a share of the people who watch could place."""
    return _per_viewer(points, "orders", "rush", limits.orders_percent / 100, LEAST["orders"])


def _per_viewer(
    points: Sequence[Point], name: str, kind: str, limit: float, least: float
) -> Anomaly | None:
    row = rates(points, name)
    viewers = [one.viewers for one in points[-6:] if one.viewers is not None]
    if not row or not viewers or row[-1][1] != points[-1].at_ms:
        return None
    since, at, last = row[-1]
    audience = max(viewers)
    ratio = last / max(audience, 1)
    if audience < FEW_VIEWERS or last < least or ratio < limit:
        return None
    figures = {"value": last, "viewers": float(audience), "ratio": ratio, "limit": limit}
    return Anomaly(kind, name, since, at, figures)


def _returns(points: Sequence[Point], limits: Limits) -> Anomaly | None:
    """Most of what was ordered in half an hour is handed back: orders that were never meant."""
    end = points[-1]
    window = [one for one in points if one.at_ms >= end.at_ms - WINDOW_MS]
    orders, refunds = _growth(window, "orders"), _growth(window, "refunds")
    if end.refunds is None or orders < FEW_ORDERS or not refunds:
        return None
    percent = 100 * refunds / orders
    if percent < limits.refund_percent:
        return None
    figures = {"value": float(refunds), "orders": float(orders), "percent": percent,
               "limit": float(limits.refund_percent)}  # fmt: skip
    return Anomaly("returns", "refunds", window[0].at_ms, end.at_ms, figures)


def _growth(points: Sequence[Point], name: str) -> int:
    told = [value for one in points if (value := getattr(one, name)) is not None]
    return sum(max(0, after - before) for before, after in pairwise(told))
