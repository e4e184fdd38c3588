"""Months and quarters, by their first day. Pure."""

from datetime import date, timedelta

QUARTER_MONTHS = 3


def month_of(day: date) -> date:
    """Return the first day of the month of a day."""
    return day.replace(day=1)


def quarter_of(day: date) -> date:
    """Return the first day of the quarter of a day."""
    return day.replace(month=(day.month - 1) // QUARTER_MONTHS * QUARTER_MONTHS + 1, day=1)


def later(first: date, months: int) -> date:
    """Return the first day of a month so many months later; before, where it is negative."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


def months_of(first: date) -> tuple[date, date, date]:
    """Return the three months of a quarter."""
    return first, later(first, 1), later(first, 2)


def last_of(first: date, months: int = 1) -> date:
    """Return the last day of a period that begins on a day."""
    return later(first, months) - timedelta(days=1)
