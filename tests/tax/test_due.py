"""What is due is put before those above the officers before it is late, once, and not when done."""

from contextlib import contextmanager
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from django.db import transaction

from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import selectors as office
from tax import selectors, services

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@contextmanager
def at(month, day, hour):
    """Let the clock stand at an hour of a day in China."""
    moment = datetime(2026, month, day, hour - 8, tzinfo=UTC)
    with patch("livecompliance.kernel.clock.now", lambda: moment):
        yield


def clocks(actor):
    with acting(actor), transaction.atomic():
        return [(one.clock.kind, one.clock.escalated_at) for one in selectors.due_list(actor)]


@pytest.mark.law("N61-file")
def test_a_month_not_filed_is_escalated_on_its_last_day_before_it_is_late(lin, harbour):
    system = system_actor(harbour.pk)
    with at(11, 3, 12), acting(system):
        services.month_due(actor=system)
        assert services.due_escalate(actor=system) == 0
    with at(11, 14, 12), acting(system):
        assert services.due_escalate(actor=system) == 0  # the officers were warned, no more
    with at(11, 15, 12):
        with acting(system):
            assert [services.due_escalate(actor=system) for _twice in range(2)] == [1, 0]
        ((kind, escalated),) = clocks(lin)
    assert (kind, escalated is not None) == ("tax_withholding", True)


@pytest.mark.law("D810-quarterly-report")
def test_a_quarter_is_escalated_too_and_what_is_past_or_done_is_not(lin, harbour):
    system = system_actor(harbour.pk)
    with at(10, 8, 12), acting(system):
        services.quarter_due(actor=system)
    with at(11, 2, 12), acting(system):
        assert services.due_escalate(actor=system) == 0  # late: a breach escalates by itself
    with at(10, 31, 12), acting(system):
        assert services.due_escalate(actor=system) == 1
    with acting(lin), transaction.atomic():
        (period,) = selectors.period_list(lin, "quarter")
        ((one),) = office.countdowns(lin, ("tax_period", period.pk))
    assert one.clock.escalated_at is not None
