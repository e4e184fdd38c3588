"""Bars of live hours by week, with the line of what the people can look at: points, no pixels."""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 640, 190
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 12, 26
STEPS = (1, 2, 5)


class Week(NamedTuple):
    """One week: its name, live hours, people, and the hours that so many can look at."""

    name: str
    hours: float
    people: int
    reach: float


class Bar(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    middle: float
    is_over: bool
    week: Week


class Tick(NamedTuple):
    y: float
    value: int


class Chart(NamedTuple):
    """What a template draws."""

    bars: list[Bar]
    ticks: list[Tick]
    line: str
    width: int
    height: int
    base: float


def drawn(weeks: Sequence[Week]) -> Chart:
    """Return the bars and the line of some weeks, the oldest first."""
    ticks = scale(max([1.0, *(max(one.hours, one.reach) for one in weeks)]))
    most, room = ticks[-1], HEIGHT - TOP - BOTTOM

    def y(value: float) -> float:
        return round(TOP + room * (1 - value / most), 1)

    step = (WIDTH - LEFT - RIGHT) / max(1, len(weeks))
    bars = []
    for index, week in enumerate(weeks):
        x, wide = LEFT + step * (index + 0.2), step * 0.6
        top = y(week.hours)
        over = week.reach > 0 and week.hours > week.reach
        bars.append(
            Bar(
                round(x, 1),
                top,
                round(wide, 1),
                round(y(0) - top, 1),
                round(x + wide / 2, 1),
                over,
                week,
            )
        )
    points = [(bar.middle, y(bar.week.reach)) for bar in bars if bar.week.reach > 0]
    line = " ".join(f"{x},{at}" for x, at in points)
    return Chart(bars, [Tick(y(one), one) for one in ticks], line, WIDTH, HEIGHT, y(0))


def scale(most: float) -> list[int]:
    """Return round values from nothing to beyond the greatest, four or five of them."""
    size = 1
    while True:
        for one in STEPS:
            if one * size * 4 >= most:
                step = one * size
                return [step * number for number in range(5)]
        size *= 10
