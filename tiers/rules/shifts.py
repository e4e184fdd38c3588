"""When somebody is on shift, and when nobody is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

DAY = 24 * 60
SHANGHAI = timezone(timedelta(hours=8))  # without summer time since 1992
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Shift:
    """From one instant to another (or for good), all the time or at hours of some weekdays.

    `weekdays` are 1 (Monday) to 7. A shift that ends at or before the minute it begins ends on
    the next day.
    """

    starts_at: datetime
    ends_at: datetime | None = None
    weekdays: tuple[int, ...] = ()
    from_minute: int = 0
    to_minute: int = DAY


def covers(shift: Shift, at: datetime) -> bool:
    """Tell whether somebody with this shift is on duty at an instant."""
    return any(start <= at < end for start, end in spans(shift, at, at + timedelta(microseconds=1)))


def spans(shift: Shift, start: datetime, end: datetime) -> Iterator[Span]:
    """Return the times of a shift within [start, end)."""
    first = max(start, shift.starts_at)
    last = end if shift.ends_at is None else min(end, shift.ends_at)
    if first >= last:
        return
    if not shift.weekdays:
        yield first, last
        return
    day = first.astimezone(SHANGHAI).date() - timedelta(days=1)
    while day <= last.astimezone(SHANGHAI).date():
        if day.isoweekday() in shift.weekdays:
            begins, ends = _of_day(shift, day)
            if max(begins, first) < min(ends, last):
                yield max(begins, first), min(ends, last)
        day += timedelta(days=1)


def _of_day(shift: Shift, day: date) -> Span:
    midnight = datetime.combine(day, time(), SHANGHAI)
    length = shift.to_minute - shift.from_minute
    begins = midnight + timedelta(minutes=shift.from_minute)
    return begins, begins + timedelta(minutes=length if length > 0 else length + DAY)


def merged(found: Iterable[Span]) -> list[Span]:
    """Return times as few as they can be, in their order."""
    made: list[Span] = []
    for start, end in sorted(found):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made


def gaps(shifts: Sequence[Shift], start: datetime, end: datetime) -> list[Span]:
    """Return when nobody is on shift within [start, end).

    Law: M-tiering
    """
    found, at = [], start
    for begins, ends in merged(span for shift in shifts for span in spans(shift, start, end)):
        if at < begins:
            found.append((at, begins))
        at = ends
    return [*found, (at, end)] if at < end else found
