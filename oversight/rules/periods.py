"""Months, quarters, halves and years that oversight reports on, by Shanghai's calendar."""

import re
from datetime import date

from complaints.rules.periods import (
    MONTH,
    QUARTER,
    YEAR,
    Period,
    month_code,
    months_before,
    quarter_code,
    quarters_over,
)
from complaints.rules.periods import period_of as shorter

HALF = "half"
KINDS = (MONTH, QUARTER, HALF, YEAR)
WRITTEN = re.compile(r"(20[0-9]{2})-H([12])")
BACK = {MONTH: 12, QUARTER: 6, HALF: 4, YEAR: 3}


def period_of(text: str) -> Period | None:
    """Return the period that was written so (2026-11, 2026-Q4, 2026-H2, 2026); None for none."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        return shorter(text)
    year, half = int(found[1]), int(found[2])
    first, after = date(year, 6 * half - 5, 1), date(year + half - 1, 7 if half == 1 else 1, 1)
    return Period(text, HALF, first, after)


def half_code(day: date) -> str:
    return f"{day.year}-H{1 if day.month < 7 else 2}"


def begun(day: date) -> dict[str, list[str]]:
    """Return the last periods of each kind that have begun, the present one first."""
    halves, at = [], day
    for _one in range(BACK[HALF]):
        halves.append(half_code(at))
        at = date(at.year, 6, 30) if at.month > 6 else date(at.year - 1, 12, 31)
    return {
        MONTH: [month_code(one) for one in reversed(months_before(day, BACK[MONTH]))],
        QUARTER: [quarter_code(day), *quarters_over(day, BACK[QUARTER] - 1)],
        HALF: halves,
        YEAR: [f"{day.year - back}" for back in range(BACK[YEAR])],
    }


def last_over(kind: str, day: date) -> str:
    """Return the last period of a kind that is over."""
    return begun(day)[kind][1]


def overlap(one: Period, other: Period) -> bool:
    """Tell whether two periods share a day."""
    return one.first < other.after and other.first < one.after
