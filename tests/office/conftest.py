"""Clocks under a hand that moves time."""

from collections.abc import Callable
from datetime import datetime

import pytest

from livecompliance.kernel import clock
from office.rules.days import SHANGHAI
from office.rules.policies import Policy

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
Set = Callable[..., datetime]


@pytest.fixture
def at(monkeypatch) -> Set:
    """Move time: `at(24, 9, 30)` is the 24th of November 2026, half past nine in Shanghai."""

    def move(day: int, hour: int = 10, minute: int = 0, month: int = 11, year: int = 2026):
        instant = datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)
        monkeypatch.setattr(clock, "now", lambda: instant)
        return instant

    move(23)
    return move


def policy(amount: int = 7, unit: str = "working_day", **more: object) -> Policy:
    """Return a policy, by default seven working days from nothing but the platform's own will."""
    return Policy(amount=amount, unit=unit, **more)
