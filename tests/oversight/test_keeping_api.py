"""A platform's own system reads terms, certificates and witnesses; others do not."""

import pytest
from django.db import transaction
from django.test import Client

from livecompliance.kernel import retention
from livecompliance.kernel.tenancy import acting
from oversight.models import Certificate
from tests import builders
from tests.architecture.test_api_matrix import key_of
from tests.attack.conftest import signed_in
from tests.oversight import keeping

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PATHS = ("/api/v1/retention", "/api/v1/retention/certificates", "/api/v1/witnesses")


@pytest.fixture
def things(lin):
    return keeping.things(lin)


def get(path, key):
    return Client().get(path, headers={"Authorization": f"Bearer {key}"})


def test_terms_are_those_of_the_table_the_longest_rule_of_each_kind(harbour, things):
    told = get(PATHS[0], key_of(harbour, "reader", scopes=["charter.read"])).json()
    assert {one["name"] for one in told["kinds"]} == {one.name for one in retention.kinds()}
    for one in told["kinds"]:
        longest = retention.longest(tuple(one["rules"]))
        assert (one["rule"], one["value"], one["unit"]) == (
            longest.id,
            longest.least.value,
            longest.least.unit,
        )
    gone = {one["name"]: one["destroyed"] for one in told["kinds"]}
    assert (gone["tax.payees"], told["uncertified"], told["grace_days"]) == (1, 0, 7)


def test_a_certificate_is_given_as_it_was_signed_and_found_by_number(harbour, lin, things):
    key = key_of(harbour, "reader", scopes=["charter.read"])
    (listed,) = get(PATHS[1], key).json()["items"]
    one = get(f"{PATHS[1]}/{things['certificate_id']}", key).json()
    with acting(lin), transaction.atomic():
        kept = Certificate.objects.get()
    assert listed == one
    assert (one["note"], one["sha256"], one["things"]) == (kept.note, kept.sha256, 1)
    assert get(f"{PATHS[1]}?before={one['number']}", key).json() == {"items": []}
    assert get(f"{PATHS[1]}?before=0", key).status_code == 422


def test_witnesses_are_told_with_what_each_signed_last(harbour, things):
    told = get(PATHS[2], key_of(harbour, "reader", scopes=["charter.read"])).json()
    (one,) = told["witnesses"]
    assert (one["name"], one["state"], one["last"]) == ("witness.example/one", "waiting", None)
    assert one["key"].startswith("witness.example/one+")
    assert told["witnessed"] is None


def test_nobody_else_reads_them(harbour, elsewhere, things, wu):
    strange = key_of(elsewhere, "strange")
    assert get(f"{PATHS[1]}/{things['certificate_id']}", strange).status_code == 404
    assert get(PATHS[2], strange).json()["witnesses"] == []
    system = builders.person(harbour, "sys", "system_admin")
    without = key_of(harbour, "without", scopes=["rooms.read"])
    for path in PATHS:
        assert get(path, without).status_code == 403
        assert Client().get(path).status_code == 401
        assert signed_in(wu).get(path).status_code == 403
        assert signed_in(system).get(path).status_code == (403 if path == PATHS[2] else 200)
