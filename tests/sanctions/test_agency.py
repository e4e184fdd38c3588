"""Agencies: one that is a tenant disciplines its marketers; one that is a party is sanctioned."""

import pytest

from tests import builders
from tests.sanctions.conftest import decide

pytestmark = pytest.mark.django_db


@pytest.mark.law("O117-agency-discipline")
def test_an_agency_takes_measures_against_its_own_marketers(db):
    house = builders.tenant("fanxing", kind="agency")
    su = builders.person(house, "su", "officer")
    star = builders.party(house, "marketer")

    row = decide(su, star, code="abuse", subject="person", rung="warning")

    assert (row.rung, row.state) == ("warning", "in_force")


@pytest.mark.law("O117-agency-no-false-trade")
def test_a_platform_sanctions_an_agency_that_organised_fake_trades(harbour, lin):
    agency = builders.party(harbour, "agency", kind="company", public_name="橙果文化")

    first = decide(lin, agency, code="false_trade", subject="person")
    second = decide(lin, agency, code="false_trade", subject="person")

    assert (first.rung, second.rung) == ("warning", "dated_stop")
    assert first.clause == "O117-agency-no-false-trade"
