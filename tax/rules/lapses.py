"""What was reported late or left out within a year, and when that becomes serious. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

LEAST = "least_times"
What = Literal["report", "correction", "omission", "basics"]


class Lapse(NamedTuple):
    """One report that came late, or is late still, or something that was left out of one."""

    what: What
    of: str  # the quarter, or the version
    on: date  # its last day; of an omission, the day it was found
    late_days: int


def lapse(what: What, of: str, by: date, done_on: date | None, today: date) -> Lapse | None:
    """Return that something came after its last day; None where it did not."""
    late = ((done_on or today) - by).days
    return Lapse(what, of, by, late) if late > 0 else None


def is_serious(found: Sequence[Lapse], least: int) -> bool:
    """Tell whether so many in one year would be serious, were an order not obeyed.

    Law: A22-twice
    """
    return len(found) >= least
