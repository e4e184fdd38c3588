"""Nobody's function opens before his identity was verified and whoever must agree has agreed."""

from datetime import timedelta

import pytest

from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from parties import subscribers
from tests.parties import people

pytestmark = pytest.mark.django_db


def lacks(actor, party):
    with acting(actor):
        return [one.code for one in subscribers.ready(actor, party)]


@pytest.mark.law("M-real-identity", "M-age")
def test_identity_age_and_consent_come_before_the_function(harbour, lin):
    people.sandbox(harbour)
    girl = people.party(
        harbour, "marketer", function="none", minor_until=clock.today() + timedelta(days=90)
    )
    assert lacks(lin, girl) == ["guardian_consent_missing", "marketer_not_verified"]
    people.verify(girl)
    assert lacks(lin, girl) == ["guardian_consent_missing"]
    people.consent(girl, expires_at=clock.now() + timedelta(days=90))
    assert lacks(lin, girl) == []


def test_a_provider_that_is_down_opens_nothing(harbour, lin):
    people.sandbox(harbour)
    shop = people.party(harbour, "operator", number=people.resident_id(order=95))
    people.verify(shop)
    assert lacks(lin, shop) == ["provider_unavailable", "operator_not_verified"]
