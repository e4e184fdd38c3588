"""Days and terms: which days are worked, and when a term ends. Pure: no table, no clock."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
Unit = Literal["day", "working_day", "hour", "month"]
UNITS: tuple[Unit, ...] = get_args(Unit)
FIRST, LAST = 1949, 2199  # years that a term may begin in
MOST: Mapping[str, int] = {"hour": 876_000, "day": 36_500, "working_day": 25_000, "month": 1_200}
ONE_DAY = timedelta(days=1)
SATURDAY = 5
END_OF_DAY = time.max  # 24:00, by the microsecond that PostgreSQL keeps


class TermRefused(ValueError):
    """No term can be counted from this; says why."""


class Day(NamedTuple):
    """What a notice says of one day: off, or worked in lieu."""

    name: str
    is_off: bool


class Due(NamedTuple):
    """When a term ends.

    Args:
        day: its last day, in Shanghai.
        is_provisional: a notice that has not been published yet may still move it.
        at: its last instant; the end of the day unless the term is in hours.
    """

    day: date
    is_provisional: bool
    at: datetime


@dataclass(frozen=True)
class Calendar:
    """What is known of days: the notices, and the festivals of years without one.

    Args:
        days: what notices (or, without one, the festivals) say of single days.
        noticed: the years whose notice is known; days of all others are provisional.
    """

    days: Mapping[date, Day] = field(default_factory=dict)
    noticed: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        """Tell whether a day is worked: weekends are not, unless a notice says otherwise."""
        said = self.days.get(day)
        return day.weekday() < SATURDAY if said is None else not said.is_off

    def is_certain(self, day: date) -> bool:
        """Tell whether the notice of the day's year is known."""
        return day.year in self.noticed

    def edited(self, days: Mapping[date, Day], noticed: Iterable[int] = ()) -> "Calendar":
        """Return the calendar with more days, and more years that are certain."""
        return Calendar({**self.days, **days}, self.noticed | frozenset(noticed))

    def working_after(self, start: date, count: int) -> tuple[date, bool]:
        """Return the `count`-th working day after `start`, and whether it is provisional."""
        day, is_certain, left = start, True, count
        while left:
            day += ONE_DAY
            is_certain = is_certain and self.is_certain(day)
            left -= self.is_working(day)
        return day, not is_certain

    def working_before(self, end: date, count: int) -> date:
        """Return the `count`-th working day before `end`."""
        day, left = end, count
        while left:
            day -= ONE_DAY
            left -= self.is_working(day)
        return day

    def working_between(self, after: date, until: date) -> int:
        """Count the working days after one day, up to and including another."""
        return sum(self.is_working(day) for day in days_between(after, until))

    def next_working(self, day: date) -> tuple[date, bool]:
        """Return the day, or the first working day after it, and whether it is provisional."""
        is_certain = self.is_certain(day)
        while not self.is_working(day):
            day += ONE_DAY
            is_certain = is_certain and self.is_certain(day)
        return day, not is_certain


def days_between(after: date, until: date) -> Iterable[date]:
    """Return the days after one day, up to and including another."""
    return (after + ONE_DAY * step for step in range(1, (until - after).days + 1))


def deadline(
    calendar: Calendar, start: date, amount: int, unit: str, *, rolls: bool = False
) -> Due:
    """Return when a term ends.

    The day on which a term in days or months begins does not count; the last day counts to its
    end (24:00). A term in hours runs from the instant. A date stands for its first instant. A
    month ends on the same day of the month, or on the last one where there is none.

    Args:
        start: a date, or a date-time; one without a zone is Shanghai's.
        rolls: move a last day that is no working day to the next one (Civil Code Art. 203).
            Off by default: a duty done before is done in time either way.

    Raises:
        TermRefused: an unknown unit, an amount below zero or too large, a year out of bounds.
    """
    _require(start, amount, unit)
    if unit == "hour":
        at = (first_instant(start).astimezone(UTC) + timedelta(hours=amount)).astimezone(SHANGHAI)
        return Due(at.date(), False, at)
    day, is_provisional = COUNTED[unit](calendar, day_of(start), amount)
    if rolls:
        day, is_moved = calendar.next_working(day)
        is_provisional = is_provisional or is_moved
    return Due(day, is_provisional, end_of(day))


def day_of(start: date) -> date:
    """Return the day in Shanghai of a date or a date-time."""
    return first_instant(start).date() if isinstance(start, datetime) else start


def first_instant(start: date) -> datetime:
    """Return the instant a date-time or a date stands for, in Shanghai's time."""
    if not isinstance(start, datetime):
        return datetime.combine(start, time.min, SHANGHAI)
    return start.replace(tzinfo=SHANGHAI) if start.tzinfo is None else start.astimezone(SHANGHAI)


def end_of(day: date) -> datetime:
    """Return the last instant of a day in Shanghai."""
    return datetime.combine(day, END_OF_DAY, SHANGHAI)


def months_after(start: date, count: int) -> date:
    """Return the same day `count` months later; the month's last where it has no such day."""
    years, month = divmod(start.month - 1 + count, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def _require(start: date, amount: int, unit: str) -> None:
    if unit not in UNITS:
        raise TermRefused(f"unit must be one of {', '.join(UNITS)}")
    if not 0 <= amount <= MOST[unit]:
        raise TermRefused(f"amount must be a whole number from 0 to {MOST[unit]} for {unit}")
    if not FIRST <= start.year <= LAST:
        raise TermRefused(f"start must lie in the years {FIRST} to {LAST}")


COUNTED: Mapping[str, Callable[[Calendar, date, int], tuple[date, bool]]] = {
    "day": lambda calendar, start, count: (start + ONE_DAY * count, False),
    "month": lambda calendar, start, count: (months_after(start, count), False),
    "working_day": Calendar.working_after,
}
