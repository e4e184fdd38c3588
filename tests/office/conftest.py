"""Clocks under a hand that moves time; files of every kind."""

from collections.abc import Callable
from datetime import datetime

import pytest

from livecompliance.kernel import clock, events
from livecompliance.kernel.tenancy import acting
from office import selectors
from office.events import ClockBreached, ClockEscalated, ClockWarned
from office.models import Clock
from office.rules.days import SHANGHAI
from office.rules.policies import Policy
from office.services import clock_start, kinds, purposes
from office.services.purposes import Purpose

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
CASE = ("case", "c-1")
REMIND = {"clause": "O117-unreachable", "param": "remind_within"}  # five working days
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


@pytest.fixture
def bound(lin, at):
    with acting(lin):
        yield


@pytest.fixture
def heard():
    """Collect what clocks announce."""
    found = []
    kinds = (ClockWarned, ClockBreached, ClockEscalated)
    for kind in kinds:
        events.subscribe(kind, found.append)
    yield found
    for kind in kinds:
        events._listeners[kind].remove(found.append)


def start(actor, kind="reminder", **more) -> Clock:
    return clock_start(actor=actor, subject=CASE, kind=kind, policy=policy(**more))


def again(clock: Clock) -> Clock:
    clock.refresh_from_db()
    return clock


def kinds_of(actor, clock) -> list[str]:
    return [one.kind for one in selectors.event_list(actor, clock)]


@pytest.fixture
def anything(monkeypatch):
    """Let files of every kind be kept for the purpose `test`, and for no other."""
    every = Purpose(kinds=frozenset(kinds.KINDS), most_bytes=8 << 20)
    monkeypatch.setattr(purposes, "_purposes", {"test": every})
