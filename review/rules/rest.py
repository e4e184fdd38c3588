"""When somebody who looks at harmful things should rest."""

from datetime import datetime, timedelta
from typing import NamedTuple

REST = timedelta(minutes=10)  # so long without an act is a rest
AWAY = timedelta(minutes=20)  # so long without an act, nothing is kept for somebody any more


class Limits(NamedTuple):
    """What a tenant sets; 0 for no limit. Where they bind, nobody over them is given anything."""

    minutes: int
    per_hour: int
    is_binding: bool = False


class Sitting(NamedTuple):
    """How long somebody has been at it without a rest, and how much of it within the hour."""

    minutes: int
    items: int
    is_over_time: bool
    is_over_items: bool
    is_binding: bool = False

    @property
    def is_rest_due(self) -> bool:
        return self.is_over_time or self.is_over_items

    @property
    def must_rest(self) -> bool:
        return self.is_binding and self.is_rest_due


def begins(sat_since: datetime, acted_at: datetime, now: datetime) -> datetime:
    """Return since when somebody sits who acts now: since now if he has rested."""
    return now if now - acted_at >= REST or acted_at > now else sat_since


def sitting(since: datetime, now: datetime, items: int, limits: Limits) -> Sitting:
    """Say how long and how much, and whether it is too much of either."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    return Sitting(
        minutes,
        items,
        bool(limits.minutes) and minutes >= limits.minutes,
        bool(limits.per_hour) and items >= limits.per_hour,
        limits.is_binding,
    )
