"""Deadlines by the second: single terms, and lines through the command's own reader."""

import io
import time
from datetime import date, timedelta

import msgspec

from office.rules import notices, terms
from office.rules.days import deadline
from tools.bench import Figure

LINES, TERM = 20_000, 7
PER_SECOND = 10_000


def starts() -> list[date]:
    """Return days of twenty years, each a start."""
    first = date(2007, 1, 1)
    return [first + timedelta(days=step * 7300 // LINES) for step in range(LINES)]


def figures() -> list[Figure]:
    """Measure terms of seven working days."""
    calendar, days = notices.shipped(), starts()
    began = time.perf_counter()
    for day in days:
        deadline(calendar, day, TERM, "working_day")
    terms_rate = LINES / (time.perf_counter() - began)
    lines = [{"start": str(day), "amount": TERM, "unit": "working_day"} for day in days]
    raw = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
    began = time.perf_counter()
    terms.run(calendar, io.BytesIO(raw), io.BytesIO())
    lines_rate = LINES / (time.perf_counter() - began)
    return [_figure("terms of 7 working days", terms_rate), _figure("deadline lines", lines_rate)]


def _figure(name: str, rate: float) -> Figure:
    target = f">= {PER_SECOND:,}/s"
    return Figure(name=name, value=rate, unit="/s", target=target, ok=rate >= PER_SECOND)
