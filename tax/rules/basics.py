"""When what a platform says of itself is due: thirty days from beginning, change or end. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta

WITHIN = "report_within"
FIRST = date(2025, 6, 30)  # the thirty days of who was there before the duty are those of July 2025


def happened_on(facts: Mapping[str, str], before: Mapping[str, str] | None, today: date) -> date:
    """Return when what is said came about, where nobody says it.

    The first that is said is of the beginning; an end that is said anew, of that end.
    """
    ended, was = facts.get("ended_on", ""), (before or {}).get("ended_on", "")
    if ended and ended != was:
        return min(date.fromisoformat(ended), today)
    if before is None:
        return min(date.fromisoformat(facts["begun_on"]), today)
    return today


def runs_from(happened: date) -> date:
    """Return the day after which the thirty days are counted."""
    return max(happened, FIRST)


def due_on(happened: date, within: int) -> date:
    """Return the last day for the report.

    Law: D810-basics, A15-basics
    """
    return runs_from(happened) + timedelta(days=within)
