"""The only clock: aware UTC instants, Shanghai dates, and an offset for tests across processes."""

import math
import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OFFSET_VARIABLE = "LC_CLOCK_OFFSET"


def now() -> datetime:
    """Return the present instant in UTC, shifted by `LC_CLOCK_OFFSET` where that is allowed.

    Raises:
        ImproperlyConfigured: the offset is not a number, or production settings are running.
    """
    return datetime.now(UTC) + offset()


def today() -> date:
    """Return the date in Shanghai: the law counts days there, whatever the server's zone."""
    return to_date(now())


def to_date(instant: datetime) -> date:
    """Return the Shanghai date of an aware instant.

    Raises:
        ValueError: the instant is naive, so nobody knows which day it was.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone")
    return instant.astimezone(SHANGHAI).date()


def offset() -> timedelta:
    """Return the shift that tests ask for, so that several processes agree on another day.

    Raises:
        ImproperlyConfigured: the offset is not a number, or production settings are running.
    """
    raw = os.environ.get(OFFSET_VARIABLE, "")
    if not raw:
        return timedelta(0)
    seconds = _seconds(raw)
    if seconds and not _is_offset_allowed():
        raise ImproperlyConfigured(
            f"{OFFSET_VARIABLE}={raw}: the clock may not be shifted in production"
        )
    return timedelta(seconds=seconds)


def _seconds(raw: str) -> float:
    try:
        seconds = float(raw)
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds):
        raise ImproperlyConfigured(f"{OFFSET_VARIABLE}={raw}: use a number of seconds")
    return seconds


def _is_offset_allowed() -> bool:
    """Ask the settings; test runners switch DEBUG off, so their settings say it by name."""
    return bool(getattr(settings, "CLOCK_OFFSET_ALLOWED", settings.DEBUG))
