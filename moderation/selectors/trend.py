"""How a room's figures moved in the last half hour: in words, as lines, as a table, as marks."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from moderation import rules
from moderation.engine import RoomState as Memory
from moderation.models import RoomState
from moderation.templatetags.console import grouped
from rooms.models import Session
from rooms.selectors import history
from rooms.selectors.history import FIGURES, RECENT, SLOT_MS, Tick

LATELY_MS, MINUTE_MS = 600_000, 60_000
FEWEST = 4  # values before the last, without which nothing can be called unusual
FAR = 0.5  # how far off the median, in parts of it
TOTALS = ("likes", "orders", "refunds", "followers")  # they only grow: what counts is how fast
LEAST = {"viewers": 200, "likes": 2_000, "orders": 30, "refunds": 5, "followers": 500}
Line = list[int | None]


class Jump(NamedTuple):
    """A figure that stands far off the median of the last ten minutes; a total, per minute."""

    is_up: bool
    value: int
    usual: int
    per_minute: bool


def jump_of(values: Sequence[float], least: float) -> tuple[float, float] | None:
    """Return the last value and the median of those before it, when the two are far apart.

    Args:
        values: at least five, oldest first; fewer say nothing.
        least: the smallest difference that counts, however small the median is.
    """
    if len(values) <= FEWEST:
        return None
    usual, last = median(values[:-1]), values[-1]
    return (last, usual) if abs(last - usual) >= max(least, FAR * usual) else None


def rates(points: Sequence[tuple[int, int]]) -> list[float]:
    """Return how fast a total grew between reports, per minute; a new count begins at nothing."""
    return [
        max(0, after - before) * MINUTE_MS / (later - sooner)
        for (sooner, before), (later, after) in pairwise(points)
        if later > sooner
    ]


def jumps(ticks: Sequence[Tick]) -> dict[str, Jump]:
    """Return the figures that jumped, by name."""
    found = {}
    for name, least in LEAST.items():
        points = _points(ticks, name)
        recent = [one for one in points if one[0] >= points[-1][0] - LATELY_MS]
        is_total = name in TOTALS
        values = rates(recent) if is_total else [float(value) for _at, value in recent]
        if (jump := jump_of(values, least)) is not None:
            last, usual = jump
            found[name] = Jump(last > usual, round(last), round(usual), is_total)
    return found


def _points(ticks: Sequence[Tick], name: str) -> list[tuple[int, int]]:
    """Return when one figure was told, and what it was."""
    told = ((tick.at_ms, getattr(tick, name)) for tick in ticks)
    return [(at, value) for at, value in told if value is not None]


def newest(ticks: Sequence[Tick]) -> dict[str, int]:
    """Return the last value of every figure that was told: what each place of a page shows."""
    return {name: told[-1][1] for name in FIGURES if (told := _points(ticks, name))}


def headline(ticks: Sequence[Tick], *, is_over: bool = False) -> str:
    """Say in words how many watch and how that changed; nothing when nobody told."""
    points = _points(ticks, "viewers")
    if not points:
        return ""
    at, now = points[-1]
    if is_over:
        return _("下播时观看 %(number)s") % {"number": grouped(now)}
    then_at, then = next(one for one in points if one[0] >= at - LATELY_MS)
    minutes = round((at - then_at) / MINUTE_MS)
    if not minutes or not then:
        return _("观看 %(number)s") % {"number": grouped(now)}
    said: dict[str, object] = {"number": grouped(now), "minutes": minutes}
    change = round((now - then) * 100 / then)
    if not change:
        return _("观看 %(number)s，近 %(minutes)s 分钟持平") % said
    sign = "+" if change > 0 else "\N{MINUS SIGN}"
    said |= {"change": f"{sign}{abs(change)}\N{NO-BREAK SPACE}%"}
    return _("观看 %(number)s，近 %(minutes)s 分钟 %(change)s") % said


def trend_of(actor: Actor, session: Session, state: RoomState | None) -> dict[str, Any]:
    """Return the last half hour of a session for its chart: a headline, lines, a table.

    `at` is seconds since the epoch, every ten; `viewers`, `orders` and `risk` hold a value or
    nothing for each; `rows` is the same by the minute.

    Raises:
        NotFound: the session is not of the actor's tenants.
    """
    ticks = {one.at_ms: one for one in history.metrics_recent(actor, session)}
    risks = _risks(state, None if session.ended_at else clock.now())
    end = int((session.ended_at or clock.now()).timestamp() * 1000)
    end -= end % SLOT_MS
    slots = range(end - int(RECENT.total_seconds() * 1000), end + 1, SLOT_MS)
    lines = {
        "viewers": [ticks[at].viewers if at in ticks else None for at in slots],
        "orders": [ticks[at].orders if at in ticks else None for at in slots],
        "risk": [risks.get(at) for at in slots],
    }
    seconds = [at // 1000 for at in slots]
    return {
        "title": headline(list(ticks.values()), is_over=session.ended_at is not None),
        "at": seconds,
        **lines,
        "rows": list(_rows(seconds, list(lines.values()))),
    }


def _risks(state: RoomState | None, now: datetime | None) -> dict[int, int]:
    """Return the risk at each ten seconds, carried on until now."""
    if state is None or state.spark_at is None:
        return {}
    line, last = list(state.spark), int(state.spark_at.timestamp() * 1000)
    if now is not None:
        at = int(now.timestamp() * 1000)
        line, last = rules.spark_on(line, last, at, Memory.from_bytes(bytes(state.state)).risk(at))
    return {last - SLOT_MS * back: risk for back, risk in enumerate(reversed(line))}


def _rows(seconds: Sequence[int], lines: Sequence[Line]) -> Iterator[list[str]]:
    """Yield each minute in which anything was told, the newest first: the last value of each."""
    minutes: dict[int, list[int | None]] = {}
    for place, second in enumerate(seconds):
        row = minutes.setdefault(second // 60, [None] * len(lines))
        for column, line in enumerate(lines):
            row[column] = row[column] if line[place] is None else line[place]
    for minute, row in sorted(minutes.items(), reverse=True):
        if any(value is not None for value in row):
            at = datetime.fromtimestamp(minute * 60, clock.SHANGHAI)
            yield [f"{at:%H:%M}", *(grouped(value) for value in row)]
