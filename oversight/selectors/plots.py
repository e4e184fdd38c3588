"""How duties are drawn: a bar of states, a strip of days, the turns of controls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from livecompliance.kernel import clock
from livecompliance.kernel.duties import State
from oversight.models import DutyReading
from oversight.selectors.duty import TREND_DAYS, Seen, seen_of


@dataclass(frozen=True, slots=True)
class Strip:
    """One run of days in the same state: where it is drawn, and how it is told.

    Args:
        x: the first day, counted from the left edge.
        width: how many days.
    """

    x: int
    width: int
    state: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Turn:
    """A control that came to stand otherwise."""

    seen: Seen


@dataclass(frozen=True, slots=True)
class Part:
    """One state's share of the bar, in thousandths from the left."""

    state: str
    x: int
    width: int


def bar_of(counts: Mapping[str, int]) -> list[Part]:
    """Return how the rows of duties spread over the states, the worst at the left."""
    whole, seen = sum(counts.values()) or 1, 0
    parts: list[Part] = []
    for state, number in counts.items():
        x = seen * 1000 // whole
        seen += number
        if number:
            parts.append(Part(state, x, seen * 1000 // whole - x))
    return parts


def history_plot(past: Sequence[DutyReading]) -> list[Strip]:
    """Return the days of one control, each in the worst state that it had; gaps stay empty.

    Args:
        past: its readings, the latest in front.
    """
    today = clock.today()
    first = today - timedelta(days=TREND_DAYS - 1)
    worst: dict[date, str] = {}
    for one in past:
        day = clock.to_date(one.at)
        if day >= first:
            held = worst.get(day)
            worst[day] = one.state if held is None else min(held, one.state, key=_rank)
    strips: list[Strip] = []
    for day in sorted(worst):
        last = strips[-1] if strips else None
        if last and last.state == worst[day] and last.until == day - timedelta(days=1):
            strips[-1] = Strip(last.x, last.width + 1, last.state, last.since, day)
        else:
            strips.append(Strip((day - first).days, 1, worst[day], day, day))
    return strips


def _rank(state: str) -> int:
    return list(State).index(State(state))


def turns_of(past: Sequence[DutyReading]) -> list[Turn]:
    """Return when controls came to stand otherwise, the latest in front.

    Args:
        past: readings of several controls, the latest in front.
    """
    found: list[Turn] = []
    before: dict[str, str] = {}
    for one in reversed(past):
        if before.get(one.control) != one.state:
            found.append(Turn(seen_of(one)))
        before[one.control] = one.state
    return found[::-1]
