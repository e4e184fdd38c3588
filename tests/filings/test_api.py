"""What the platform's own programs may read and report of its filings."""

import pytest

from filings.models import Technology
from livecompliance.kernel.tenancy import acting
from tests import builders
from tests.architecture.test_api_matrix import key_of
from tests.filings.conftest import approved

pytestmark = pytest.mark.django_db
BASE = "/api/v1/filings"
HOST = {"slug": "host-a", "kind": "virtual_image", "name": "虚拟主播"}


@pytest.fixture
def call(client, harbour):
    key = key_of(harbour, "filings")

    def ask(method, path, body=None):
        headers = {"Authorization": f"Bearer {key}"}
        kind = "application/json"
        return getattr(client, method)(BASE + path, body, content_type=kind, headers=headers)

    return ask


def test_a_program_declares_a_technology_that_a_person_then_approves(call, lin):
    made = call("post", "/technologies", HOST)
    assert made.status_code == 201
    assert (made.json()["state"], made.json()["approved_at"]) == ("draft", None)

    again = call("post", "/technologies", HOST)
    assert (again.status_code, again.json()["code"]) == (409, "technology_there")
    for wrong in ({"kind": "wand"}, {"slug": "A B"}, {"effect": "?"}, {"name": ""}):
        assert call("post", "/technologies", HOST | {"slug": "b-2"} | wrong).status_code == 422
    with acting(lin):
        assert Technology.objects.get().author_kind == "key"


def test_a_rise_that_is_reported_answers_with_the_assessment_it_opened(call):
    first = call("post", "/signals", {"kind": "users", "value": 1000})
    assert first.json()["assessment_id"] is None
    second = call("post", "/signals", {"kind": "users", "value": 2000})
    opened = call("get", "/assessments").json()["items"]
    assert [one["id"] for one in opened] == [second.json()["assessment_id"]]
    assert call("post", "/signals", {"kind": "users", "value": -1}).status_code == 422


@pytest.mark.long
def test_lists_come_page_by_page_the_newest_first(call, lin, mei):
    builders.house(lin)
    approved(lin, mei, "host-b")
    first = call("get", "/technologies?limit=1").json()
    rest = call("get", f"/technologies?limit=1&after={first['next']}").json()
    assert [one["slug"] for one in first["items"] + rest["items"]] == ["host-b", "voice-a"]
    assert rest["next"] is None
    assert [one["kind"] for one in call("get", "").json()["items"]] == ["icp"]


def test_a_key_without_the_scope_does_neither(client, harbour):
    key = key_of(harbour, "other", scopes=("rooms.read",))
    headers = {"Authorization": f"Bearer {key}"}
    for path in ("", "/assessments", "/technologies"):
        assert client.get(BASE + path, headers=headers).status_code == 403
    for path in ("/technologies", "/signals", "/evidence"):
        answer = client.post(BASE + path, {}, content_type="application/json", headers=headers)
        assert answer.status_code == 403
