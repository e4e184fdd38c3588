"""Ask which days are worked: the shipped calendar with what was learnt since."""

from collections.abc import Mapping
from datetime import date

from office.models import CalendarDay, CalendarNotice
from office.rules import days, notices
from office.rules.days import Calendar, Day, Due


def calendar() -> Calendar:
    """Return the calendar as it is known now."""
    edits = {
        one.day: Day(one.name, one.is_off) for one in CalendarDay.objects.all().order_by("day")
    }
    return notices.shipped().edited(edits, CalendarNotice.objects.values_list("year", flat=True))


def papers() -> Mapping[int, tuple[str, ...]]:
    """Return where the notices known now were published, by year."""
    loaded = {one.year: tuple(one.papers) for one in CalendarNotice.objects.all()}
    return {**notices.papers(), **loaded}


def edited_days(year: int) -> dict[date, CalendarDay]:
    """Return the days of a year that were learnt after the product was shipped."""
    return {one.day: one for one in CalendarDay.objects.filter(day__year=year)}


def add_working_days(start: date, n: int) -> Due:
    """Return the `n`-th working day after the day of `start`.

    Raises:
        TermRefused: below zero, too many, or a year out of bounds.
    """
    return deadline(start, n, "working_day")


def deadline(start: date, amount: int, unit: str) -> Due:
    """Return when a term ends by the calendar known now.

    Args:
        start: a date or a date-time; the day it begins on does not count.
        unit: day, working_day, hour or month.

    Raises:
        TermRefused: no such unit, an amount below zero or too large, a year out of bounds.
    """
    return days.deadline(calendar(), start, amount, unit)
