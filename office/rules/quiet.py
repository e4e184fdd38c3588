"""Quiet hours: what may wait leaves on the next morning. Pure, in Shanghai's time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
Span = tuple[int, int]  # full hours, from and to; 22 to 8 goes over midnight
DAY = timedelta(days=1)


def leaves_at(now: datetime, spans: Sequence[Span]) -> datetime:
    """Return the first instant from `now` on that lies in none of the spans.

    Spans that leave no hour of the day free hold nothing back for longer than a day.
    """
    at = now
    for _ in range(2 * len(spans)):
        ends = [end for span in spans if (end := _end(at, span)) is not None]
        if not ends:
            return at
        at = max(ends)
    return min(at, now + DAY)


def _end(at: datetime, span: Span) -> datetime | None:
    """Return when the span in which `at` lies ends; None outside of it."""
    first, last = span
    local = at.astimezone(SHANGHAI)
    if not _holds(local.hour, first, last):
        return None
    day = local + DAY if local.hour >= last else local
    return day.replace(hour=last, minute=0, second=0, microsecond=0).astimezone(at.tzinfo)


def _holds(hour: int, first: int, last: int) -> bool:
    if first <= last:
        return first <= hour < last
    return hour >= first or hour < last
