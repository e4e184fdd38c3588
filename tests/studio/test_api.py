"""The API of the studio: rules, what is wrong with one, backtests; of one's own tenant only."""

import pytest
from django.test import Client

from tests.rooms.conftest import key_of
from tests.studio.conftest import in_force, tried, write

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def key(harbour) -> str:
    return key_of(harbour, "studio.read")


def get(path, key):
    return Client().get(f"/api/v1/studio/{path}", HTTP_AUTHORIZATION=key)


def check(when, key):
    given = {"when": when}
    return (
        Client()
        .post("/api/v1/studio/check", given, content_type=JSON, HTTP_AUTHORIZATION=key)
        .json()
    )


@pytest.mark.long
def test_a_program_reads_rules_and_backtests_without_words(key, lin, mei):
    row = in_force(lin, mei, write(lin))
    (rule,) = get("rules", key).json()
    assert rule == get(f"rules/{row.rule_id}", key).json()
    (version,) = rule["versions"]
    assert (version["name"], version["state"], version["share"]) == (
        f"{rule['code']}@1",
        "live",
        100,
    )
    done = get(f"backtests/{tried(lin, row).pk}", key).json()
    assert (done["state"], done["figures"]["caught"], done["precision"]) == ("done", 0, None)
    assert "samples" not in done["figures"]


def test_a_program_is_told_where_a_condition_is_wrong(key):
    assert check('hit("F-MED")', key) == {"is_good": True, "is_form": True, "faults": []}
    (fault,) = check('hit("F-MED") &&\n scor > 0.5', key)["faults"]
    assert (fault["code"], fault["line"], fault["column"], fault["length"]) == ("name", 2, 2, 4)


@pytest.mark.long
def test_another_tenants_key_and_one_without_the_scope_get_nothing(lin, mei, harbour, elsewhere):
    row = write(lin)
    done = tried(lin, row)
    foreign = key_of(elsewhere, "studio.read")
    assert get("rules", foreign).json() == []
    assert get(f"rules/{row.rule_id}", foreign).status_code == 404
    assert get(f"backtests/{done.pk}", foreign).status_code == 404
    assert get("rules", key_of(harbour, "tiers.read")).status_code == 403
