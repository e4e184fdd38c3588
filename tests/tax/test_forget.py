"""Whom no paper needs any more is forgotten: ten years from the end of the year, and no sooner."""

from datetime import date

import pytest
from django.db import transaction

from accounts import services as accounts
from accounts.services import holds
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden
from livecompliance.kernel.tenancy import acting
from tax import selectors, services
from tax.models import Payee
from tests.tax import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(lin):
    """Somebody was paid in October 2026, and again."""
    with world.on(2026, 10, 20):
        world.payees(lin, world.SONG)
    world.payments(lin, world.PAID)
    return lin


def forget(actor):
    system = system_actor(actor.tenant_id)
    with acting(system):
        return services.payees_forget(actor=system)


def named(actor):
    with acting(actor), transaction.atomic():
        row = Payee.objects.get(external_id="a-1")
        return selectors.payees_masked(actor, [row])[row.pk]["name"]


@pytest.mark.law("A16-evidence")
def test_a_payees_name_goes_the_day_after_ten_years_from_the_end_of_the_year(old):
    with world.on(2036, 12, 31):
        assert forget(old) == 0
        assert named(old)
    with world.on(2037, 1, 1):
        assert forget(old) == 1
        assert forget(old) == 0
        assert named(old) == ""
    assert world.entries(old, "tax.payees_forgotten") == [{"payees": 1}]
    assert world.results(world.payees(old, world.SONG | {"shop_name": "新"})) == ["forgotten"]


def test_a_hold_on_him_keeps_what_names_him(old, lin):
    with acting(lin), transaction.atomic():
        (row,) = Payee.objects.of(lin)
    with world.on(2037, 1, 1):
        why = accounts.Why("来函 2036-12 号", date(2037, 3, 1))
        with acting(lin), transaction.atomic():
            holds.thing_hold(lin, ("payee", str(row.pk)), why)
        assert forget(old) == 0


def test_nobody_forgets_sooner_by_hand(old):
    with acting(old), pytest.raises(Forbidden):
        services.payees_forget(actor=old)
