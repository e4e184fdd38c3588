"""Spans of a text: disjoint ones, and whether one of many covers another. Never quadratic."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Disjoint:
    """Spans that do not overlap."""

    __slots__ = ("_ends", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> bool:
        """Take a span in unless it overlaps one that is there; return whether it was taken."""
        place = bisect_left(self._starts, end)
        if place and self._ends[place - 1] > start:
            return False
        self._starts.insert(place, start)
        self._ends.insert(place, end)
        return True


class Cover:
    """Many spans, asked whether one of them covers another."""

    __slots__ = ("_reach", "_starts")

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))

    def covers(self, start: int, end: int) -> bool:
        """Return whether one of the spans covers start..end."""
        place = bisect_right(self._starts, start)
        return place > 0 and self._reach[place - 1] >= end
