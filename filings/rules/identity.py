"""Pure decisions: which period is to be reported until when, and what is new of a line in it."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from livecompliance.kernel.law_types import Clause


class Period(NamedTuple):
    """What is reported on (first and last day), and between which days."""

    begins_on: date
    ends_on: date
    opens_on: date
    due_on: date


def half_year(clause: Clause, today: date) -> Period:
    """Return the half-year that was to be reported last: in July the first, in January the second.

    Law: O117-identity-report
    """
    named = clause.value("report_months")
    months = [int(month) for month in named] if isinstance(named, list) else []
    return _last(months, 12 // len(months), 1, today)


def quarter(clause: Clause, today: date) -> Period:
    """Return the quarter that was to be reported last, within the month after its end.

    Law: D810-quarterly-report
    """
    length = int(clause.number("period_months"))
    due_months = int(clause.number("due_months_after_period"))
    return _last(range(1, 13, length), length, due_months, today)


def _last(months: Collection[int], length: int, due_months: int, today: date) -> Period:
    opens_on = today.replace(day=1)
    while opens_on.month not in months:
        opens_on = moved(opens_on, -1)
    return Period(
        begins_on=moved(opens_on, -length),
        ends_on=opens_on - timedelta(days=1),
        opens_on=opens_on,
        due_on=moved(opens_on, due_months) - timedelta(days=1),
    )


def following(period: Period) -> date:
    """Return the first day on which the period after this one is reported."""
    begins, ends = period.begins_on, period.ends_on
    return moved(period.opens_on, (ends.year - begins.year) * 12 + ends.month - begins.month + 1)


def moved(first: date, months: int) -> date:
    """Return the first day of a month so many months on."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def status_of(digest: bytes, *, has_ended: bool, before: tuple[bytes, str] | None) -> str:
    """Return what a line is beside the one that was reported last: new, changed, ended or same.

    Args:
        before: the digest and the status that were reported last, if it ever was.
    """
    if before is not None and before[0] == digest:
        return "same"
    if has_ended:
        return "ended"
    return "new" if before is None or before[1] == "ended" else "changed"
