"""A tenant that asks the sandbox, an operator and a marketer who were verified, a movable clock."""

from datetime import datetime, timedelta

import pytest

from livecompliance.kernel import clock, gate, outbound
from livecompliance.kernel.tenancy import acting
from parties import gate as checked
from parties import providers
from tests.parties import people


@pytest.fixture(autouse=True)
def rested():
    """Let no provider rest from what another test made of it."""
    providers.rests.clear()
    outbound._rests.clear()


@pytest.fixture
def later(monkeypatch):
    """Move time on: `later(minutes=31)` from now, or to an instant."""

    def move(to: datetime | None = None, **by):
        instant = to or clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: instant)
        return instant

    return move


@pytest.fixture
def shop(harbour):
    """A company that runs a room, verified."""
    people.sandbox(harbour)
    made = people.party(
        harbour, "operator", kind="company", document="uscc", name="海港茶业有限公司"
    )
    people.verify(made, "registration")
    return made


@pytest.fixture
def host(harbour, shop):
    """A marketer, verified just now."""
    made = people.party(harbour, "marketer")
    people.verify(made)
    return made


@pytest.fixture
def against(lin):
    """Ask the gate's check of parties: {(code, whose)} of what speaks against."""

    def ask(operator, *marketers, **fields):
        return [one.code for one in ask.reasons(people.asked(operator, *marketers, **fields))]

    def reasons(asked):
        with acting(lin):
            return list(checked.check(lin, asked))

    ask.reasons = reasons
    assert checked.NAME in gate.names()
    return ask
