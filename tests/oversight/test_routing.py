"""Which authority a matter goes to: body, level and place. Pure."""

from dataclasses import dataclass

import pytest

from livecompliance.kernel import law
from oversight.models import Authority
from oversight.rules import dispatches as rules
from oversight.rules import routing


@dataclass(frozen=True)
class Office:
    body: str
    level: str
    region: str = ""


COUNTY = Office("market", "county", "海滨省海滨市望海区")
OTHER = Office("market", "county", "海滨省海滨市临江区")
CITY = Office("market", "city", "海滨省海滨市")
PROVINCE = Office("market", "province", "海滨省")
CYBER = Office("cyberspace", "province", "海滨省")
EVERY = [PROVINCE, CITY, OTHER, COUNTY, CYBER]
HERE = "海滨省海滨市望海区一号"


@pytest.mark.law("O117-measure-report")
@pytest.mark.parametrize(
    ("to", "place", "found"),
    [
        (("market", "county"), HERE, COUNTY),
        (("market", "county"), "海滨省海滨市山前区", CITY),
        (("market", "city"), HERE, CITY),
        (("market", "province"), HERE, PROVINCE),
        (("market", "national"), HERE, None),
        (("market", "county"), "远山省远山市", None),
        (("cyberspace", "county"), HERE, CYBER),
        (("police", "county"), HERE, None),
    ],
)
def test_the_nearest_level_then_the_narrowest_region_and_nobody_is_guessed(to, place, found):
    assert routing.competent(EVERY, routing.To(body=to[0], level=to[1]), place) is found


@pytest.mark.parametrize(
    ("matter", "party", "expected"),
    [
        ("market", "远山省远山市", "远山省远山市"),
        ("market", "", HERE),
        ("crime", "远山省 远山市", "远山省远山市"),
        ("sanction", "远山省远山市", HERE),
        ("identity", "远山省远山市", HERE),
    ],
)
def test_an_operator_is_reported_where_it_does_business_and_a_measure_where_the_platform_is(
    matter, party, expected
):
    known = routing.Venues(HERE, party)
    assert routing.place_of(routing.routes()[matter], known) == expected


@pytest.mark.parametrize("name", routing.routes())
def test_every_matter_names_a_clause_and_bodies_that_exist(name):
    route = routing.routes()[name]
    assert law.clause(route.clause)
    assert {one.body for one in route.to} <= set(Authority.Body.values)
    assert len(name) <= 12


@pytest.mark.law("O117-identity-report")
def test_identities_go_to_the_province_of_the_domicile():
    route = routing.routes()["identity"]
    assert [(one.body, one.level) for one in route.to] == [("market", "province")]
    assert route.venue == "platform"


def test_every_state_can_be_left_or_is_an_end():
    left = {state for states in rules.ACTS.values() for state in states}
    every = {state for tab in rules.TABS.values() for state in tab}
    assert every - left == rules.OVER
    assert [rules.wait_after(n) is None for n in range(1, rules.MOST_TRIES + 1)] == [
        *[False] * (rules.MOST_TRIES - 1),
        True,
    ]
