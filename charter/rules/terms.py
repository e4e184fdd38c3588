"""Days that follow from the law: when a text may hold, until when a training counts."""

from datetime import date, timedelta

from livecompliance.kernel.law_types import Clause
from office.rules.days import months_after


def earliest_effect(clause: Clause, published_on: date) -> date:
    """Return the first day on which a change published today may hold.

    Seven days lie between: published on the first, it holds from the eighth.

    Law: ECL-rules-changed
    """
    return published_on + timedelta(days=clause.number("publish_ahead"))


def trained_until(clause: Clause, trained_on: date) -> date:
    """Return the last day on which a training counts.

    Law: O117-training, O117-yearly-study
    """
    return months_after(trained_on, 12 * clause.number("every"))


def kept_since(clause: Clause, effective_on: date) -> date:
    """Return the day from which every version that was in force stays public.

    Law: NTM-rules-history
    """
    return months_after(effective_on, -12 * clause.number("retain"))


def last_day(starts_on: date, months: int | None) -> date | None:
    """Return the last day of an agreement's term; None when it has no end."""
    return None if months is None else months_after(starts_on, months) - timedelta(days=1)
