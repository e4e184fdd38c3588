"""Pure decisions: has size risen, are there enough people, what an assessment lacks."""

from collections.abc import Collection, Mapping
from datetime import date


def has_risen(baseline: int, value: int, percent: int) -> bool:
    """Tell whether a number lies `percent` per cent or more above what it was.

    Law: SAP-scale
    """
    return value > baseline and (value - baseline) * 100 >= baseline * percent


def unanswered(asked: Collection[str], answers: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return what a safety assessment says nothing of yet.

    Law: SAP-contents
    """
    return [key for key in asked if not answers.get(key, {}).get("note", "").strip()]


def not_met(asked: Collection[str], answers: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return what an assessment found wanting."""
    return [key for key in asked if answers.get(key, {}).get("finding") == "wanting"]


def hours_each(live_hours: float, inspectors: int) -> float | None:
    """Return the live hours of a week for each inspector; None where there is nobody."""
    return live_hours / inspectors if inspectors else None


def is_too_few(live_hours: float, inspectors: int, most: int) -> bool:
    """Tell whether there is more on air than so many people can look at; 0 bounds nothing.

    Law: M-content-staff
    """
    return most > 0 and live_hours > inspectors * most


def agents_needed(performers: int, most: int) -> int:
    """Return how many agents so many performers need.

    Law: NPB-agents
    """
    return -(-performers // most)


def years_later(day: date, years: int) -> date:
    """Return the same day so many years on; the last of February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def monday_of(day: date) -> date:
    """Return the first day of its week."""
    return date.fromordinal(day.toordinal() - day.weekday())
