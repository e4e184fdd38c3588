"""Take a hit back that a person found to be none, and put it in again: risk, counters, evidence."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from moderation.engine.score import NOTE, noisy_or
from moderation.engine.state import WARNINGS, RoomState, decayed


class Hit(NamedTuple):
    """What one finding added to a room: points under a name at a moment, a count, its event."""

    code: str
    points: float
    at: int
    counter: str
    event: str


class Retracted(NamedTuple):
    """What was still there of a hit's points when it was taken back, and when that was."""

    points: float
    at: int


def weight_of(parts: Iterable[tuple[str, float]], cap: float) -> float:
    """Return the score of a family from its labels' lanes and weights; 0 where none counted."""
    listed = list(parts)
    terms = noisy_or(weight for lane, weight in listed if lane != "rule")
    ruled = max((weight for lane, weight in listed if lane == "rule"), default=0.0)
    weight = min(max(terms, ruled), cap)
    return weight if weight >= NOTE else 0.0


def retract(room: RoomState, hit: Hit) -> Retracted:
    """Take back what is left of a hit, so that no rule counts it any more."""
    left = room.points_of(hit.code, room.clock)
    taken = min(left, decayed(hit.points, room.clock - hit.at))
    if taken > 0:
        room.points[hit.code] = (left - taken, room.clock)
    shift(room, hit.counter, hit.at, -1)
    kept = room.evidence.get(hit.counter, [])
    kept[:] = [one for one in kept if str(one) != hit.event]
    return Retracted(taken, room.clock)


def reinstate(room: RoomState, hit: Hit, taken: Retracted) -> None:
    """Put a hit in again, as if it had never been taken back."""
    if taken.points > 0:
        room.add_points(hit.code, decayed(taken.points, room.clock - taken.at))
    shift(room, hit.counter, hit.at, 1)
    if hit.counter:
        room.remember(hit.counter, hit.event)


def shift(room: RoomState, name: str, at: int, by: int) -> None:
    """Count one more or one less at a moment (milliseconds).

    What is older than the longest window is counted by no rule and may be gone already.
    """
    if not name or room.clock - at > WARNINGS * 1000:
        return
    rows = room.counters.setdefault(name, [])
    place = bisect_left(rows, at // 1000, key=lambda row: row[0])
    if by > 0:
        rows.insert(place, [at // 1000, by])
        return
    if place < len(rows):  # a late event was counted at the room's clock, never before its time
        rows[place][1] += by
        rows[:] = [row for row in rows if row[1] > 0]
