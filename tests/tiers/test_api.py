"""The API of tiers: what an operator's tier is and why; figures come in, faults are named."""

import pytest
from django.test import Client

from livecompliance.kernel import clock
from tests import builders
from tests.proof import browser
from tests.rooms.conftest import key_of
from tests.tiers.conftest import judge, now, operator, report

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def key(harbour) -> str:
    return key_of(harbour, "tiers.read", "tiers.write")


def get(path, key, language="zh-hans"):
    headers = {"HTTP_AUTHORIZATION": key, "HTTP_ACCEPT_LANGUAGE": language}
    return Client().get(f"/api/v1/{path}", **headers)


def post(figures, key):
    body = {"figures": figures}
    return Client().post("/api/v1/figures", body, content_type=JSON, HTTP_AUTHORIZATION=key)


def figure(**given):
    return {
        "operator": "tea",
        "dimension": "followers",
        "on": f"{clock.today()}",
        "value": 6e6,
    } | given


def test_a_program_reports_figures_and_reads_the_tier_with_its_reasons(key, tea, tea_house):
    given = [figure(), figure(dimension="categories", values=["保健食品"]), figure(operator="who")]
    answer = post(given, key)
    assert answer.json() == {"accepted": 2, "rejected": [{"index": 2, "code": "operator_unknown"}]}
    judge(tea)

    found = get(f"operators/{tea.pk}/tier", key).json()
    assert (found["tier"], found["graded_by"], found["score"]) == ("key", "computed", 30)
    assert "关注用户数 6,000,000" in found["why"]
    assert "Followers 6,000,000" in get(f"operators/{tea.pk}/tier", key, "en").json()["why"]
    reasons = {one["dimension"]: one for one in found["reasons"]}
    assert reasons["followers"]["tier"] == "key"
    assert reasons["categories"]["names"] == ["保健食品"]
    assert reasons["visits"] | {"name": ""} == {
        "dimension": "visits", "name": "", "value": None, "names": [], "on": "", "points": 0,
        "tier": "", "is_stale": False,
    }  # fmt: skip
    assert found["entitlements"]["retain_years"] == 5
    assert get(f"rooms/{tea_house.pk}/tier", key).json() == found


def test_a_room_without_an_operator_and_one_never_judged_say_so(key, lin, tea, tea_house):
    alone = builders.room(lin, "无主", tier="second")
    for room, tier in ((alone, "second"), (tea_house, "first")):
        found = get(f"rooms/{room.pk}/tier", key).json()
        assert (found["tier"], found["since"], found["reasons"]) == (tier, None, [])
        assert found["why"] == "尚未评定，暂按现有级别"


def test_a_streamer_reads_his_own_tier_and_no_other(chun, harbour, tea, tea_house):
    judge(tea)
    other = operator(harbour, "other")
    client = browser(chun)
    assert client.get(f"/api/v1/operators/{tea.pk}/tier").status_code == 200
    assert client.get(f"/api/v1/operators/{other.pk}/tier").status_code == 404
    assert client.get(f"/api/v1/rooms/{tea_house.pk}/tier").status_code == 200


@pytest.mark.parametrize(
    "bad",
    [[], [figure(on="soon")], [figure(value="x")], [{"operator": "tea"}], "x",
     [figure(values="茶")], [figure(dimension="x" * 41)]],
)  # fmt: skip
def test_what_is_no_figure_is_refused_whole(key, tea, bad):
    assert post(bad, key).status_code == 422
    assert post([figure()] * 1001, key).status_code == 422


def test_the_scopes_are_asked(harbour, elsewhere, tea):
    reader, foreign = key_of(harbour, "tiers.read"), key_of(elsewhere, "tiers.read", "tiers.write")
    assert post([figure()], reader).status_code == 403
    assert get(f"operators/{tea.pk}/tier", key_of(harbour, "tiers.write")).status_code == 403
    assert get(f"operators/{tea.pk}/tier", foreign).status_code == 404
    assert post([figure(operator=str(tea.pk))], foreign).json()["accepted"] == 0


def test_a_tier_held_back_says_which_and_until_when(key, tea, tea_house):
    report(tea, followers=6_000_000)
    judge(tea)
    report(tea, followers=10)
    judge(tea)
    found = get(f"operators/{tea.pk}/tier", key).json()
    assert (found["tier"], found["held"], found["target"]) == ("key", "cooling", "first")
    assert found["until"] == now(tea).latest["until"]
