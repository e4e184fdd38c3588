"""The months, quarters and years that figures are drawn up for, by Shanghai's calendar."""

import re
from dataclasses import dataclass
from datetime import date

MONTH, QUARTER, YEAR = "month", "quarter", "year"
WRITTEN = re.compile(r"(20[0-9]{2})(?:-(0[1-9]|1[0-2])|-Q([1-4]))?")


@dataclass(frozen=True, slots=True)
class Period:
    """A month (2026-11), a quarter (2026-Q4) or a year (2026): from the first day to before the
    last's morrow."""

    code: str
    kind: str
    first: date
    after: date


def period_of(text: str) -> Period | None:
    """Return the period that was written so; None for what is none."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        return None
    year = int(found[1])
    if found[2]:
        return _period(text, MONTH, year, int(found[2]), 1)
    if found[3]:
        return _period(text, QUARTER, year, 3 * int(found[3]) - 2, 3)
    return _period(text, YEAR, year, 1, 12)


def _period(code: str, kind: str, year: int, month: int, months: int) -> Period:
    last = month + months
    after = date(year + 1, 1, 1) if last > 12 else date(year, last, 1)
    return Period(code, kind, date(year, month, 1), after)


def month_code(day: date) -> str:
    return f"{day:%Y-%m}"


def quarter_code(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def months_before(day: date, number: int) -> list[date]:
    """Return the first days of the last months, the present one last."""
    at = day.year * 12 + day.month - 1
    each = range(at - number + 1, at + 1)
    return [date(one // 12, one % 12 + 1, 1) for one in each]


def quarters_over(day: date, number: int) -> list[str]:
    """Return the last quarters that are over, the last one first."""
    found, (year, quarter) = [], (day.year, (day.month + 2) // 3)
    for _one in range(number):
        year, quarter = (year - 1, 4) if quarter == 1 else (year, quarter - 1)
        found.append(f"{year}-Q{quarter}")
    return found
