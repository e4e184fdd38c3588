"""How old somebody is: ages are reached on the birthday ("年满"), wherever the law counts them."""

from datetime import date
from typing import Literal

Leap = Literal["mar1", "feb28"]
LEAP_DAY = (2, 29)


def age_on(birth: date, day: date, leap: Leap = "mar1") -> int:
    """Return the full years lived on `day`, the birthday included; negative before the birth.

    `leap` says which day is the birthday of 29 February in other years.
    """
    month_and_day = (birth.month, birth.day)
    if month_and_day == LEAP_DAY and leap == "feb28" and not _is_leap(day.year):
        month_and_day = (2, 28)
    return day.year - birth.year - ((day.month, day.day) < month_and_day)


def turns(birth: date, years: int, leap: Leap = "mar1") -> date:
    """Return the day on which somebody completes so many years.

    Raises:
        ValueError: that day is beyond the calendar.
    """
    year = birth.year + years
    if (birth.month, birth.day) != LEAP_DAY or _is_leap(year):
        return birth.replace(year=year)
    return date(year, 3, 1) if leap == "mar1" else date(year, 2, 28)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
