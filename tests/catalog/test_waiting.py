"""Goods that wait for an officer are not forgotten: whoever ought to hear of it does, in time."""

import pytest
from django.db import transaction

from accounts.models import Role
from catalog import selectors, services
from catalog.models import Product
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office.models import Letter
from tests import builders
from tests.catalog.conftest import stored
from tests.catalog.test_desk import NEAR, SECOND, decide, undo

pytestmark = pytest.mark.django_db


def told(tenant):
    """Return how many letters the sweep writes now, and when it runs once more."""
    system = system_actor(tenant.pk)
    with acting(system):
        first = services.goods_waiting_tell(actor=system)
        return first, services.goods_waiting_tell(actor=system)


def since(actor, product):
    with acting(actor), transaction.atomic():
        return Product.objects.get(pk=product.pk).waiting_since


@pytest.mark.long
def test_officers_hear_before_the_time_is_over_and_the_administrator_once_it_is(
    harbour, lin, later
):
    lead = builders.person(harbour, "lead", Role.SYSTEM_ADMIN)
    [near] = stored(lin, NEAR)
    assert told(harbour) == (0, 0)
    later(hours=19)
    assert told(harbour) == (1, 0)
    later(hours=6)
    assert told(harbour) == (2, 0)
    with acting(lin), transaction.atomic():
        letters = Letter.objects.filter(topic="goods_waiting")
        assert letters.filter(recipient=lin.user_id).count() == 2
        assert letters.filter(recipient=lead.user_id).count() == 1

    decide(lin, near)
    later(hours=24)
    assert told(harbour) == (0, 0)


@pytest.mark.long
def test_a_platform_may_set_another_time_or_none(harbour, lin, later):
    stored(lin, NEAR)
    system = system_actor(harbour.pk)
    for hours, letters in ((0, 0), (200, 0), (100, 1)):
        with acting(system), transaction.atomic():
            harbour.policy = harbour.policy | {"goods_within_h": hours}
            harbour.save(update_fields=["policy"])
        if hours == 200:
            later(hours=90)
        assert told(harbour) == (letters, 0), hours


def test_what_waits_is_not_begun_anew_by_reporting_it_again_and_the_longest_waiting_is_next(
    lin, later
):
    [near] = stored(lin, NEAR)
    began = since(lin, near)
    later(hours=1)
    [second] = stored(lin, SECOND)
    again = stored(lin, {**NEAR, "description": "换了一句介绍"})
    assert since(lin, again[0]) == began
    assert since(lin, second) > began
    with acting(lin), transaction.atomic():
        assert [one.pk for one in selectors.products_free(lin)] == [near.pk, second.pk]


def test_a_decision_ends_the_wait_and_taking_it_back_begins_it(lin, later):
    [near] = stored(lin, NEAR)
    decide(lin, near)
    assert since(lin, near) is None
    undo(lin)
    assert since(lin, near) is not None
