"""What integrators call: elements, place, hosts, notice, minors, by a key with its scope."""

import pytest
from django.test import Client

from accounts.models import Scope
from stage.rules import minors
from tests.architecture.test_api_matrix import key_of
from tests.attack.conftest import signed_in
from tests.stage import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("judged")]
FIGURE = {"name": "小云", "technology": "digital-human", "mark_height_percent": 6,
          "mark_opening_s": 3, "is_mark_continuous": True}  # fmt: skip


@pytest.fixture
def call(harbour):
    headers = {"Authorization": f"Bearer {key_of(harbour, 'stage')}"}

    def send(method, path, body=None):
        kind = {"content_type": "application/json"} if body is not None else {}
        return getattr(Client(), method)(f"/api/v1/{path}", body, headers=headers, **kind)

    return send


def test_a_platform_hands_in_a_cover_and_hears_what_became_of_it(call, lin, tea_room):
    body = {"kind": "cover", "image_sha256": "ab" * 32, "image_url": "https://img.example/1.jpg",
            "is_declared": True, "labels": [{"name": "tea", "score": 0.9}]}  # fmt: skip
    answer = call("post", f"rooms/{tea_room.pk}/elements", body)
    assert (answer.status_code, answer.json()["state"]) == (201, "waiting")
    number = answer.json()["id"]

    listed = call("get", f"rooms/{tea_room.pk}/elements").json()["elements"]
    assert [(one["kind"], one["shown"], one["waiting"]["id"]) for one in listed] == [
        ("cover", None, number)
    ]
    decided = signed_in(lin).post(
        f"/api/v1/elements/{number}/decide", {"state": "approved"}, content_type="application/json"
    )
    assert decided.status_code == 200
    found = call("get", f"elements/{number}").json()
    assert (found["state"], found["image_url"]) == ("approved", body["image_url"])


def test_a_key_reviews_nothing(call, lin, tea_room):
    version = builders.submit(lin, tea_room, "cover")
    host = builders.host(lin, tea_room, is_assessed=False)

    for path, body in (
        (f"elements/{version.pk}/decide", {"state": "approved"}),
        (f"virtual-hosts/{host.pk}/assess", {"is_passed": True, "assessment": "SA"}),
    ):
        assert call("post", path, body).status_code == 403


def test_what_is_missing_is_said_by_its_field_and_its_clause(call, tea_room):
    path = f"rooms/{tea_room.pk}/elements"
    undeclared = call("post", path, {"kind": "title", "text": "茶", "is_declared": False})
    assert undeclared.status_code == 422
    assert undeclared.json()["clause"] == "M-key-elements"
    for wrong in ({"kind": "title"}, {"kind": "x", "is_declared": True},
                  {"kind": "cover", "is_declared": True, "image_sha256": "zz"},
                  {"kind": "cover", "is_declared": True, "image_url": "javascript:alert(1)"},
                  {"kind": "title", "text": "茶\x00", "is_declared": True}):  # fmt: skip
        assert call("post", path, wrong).status_code == 422, wrong


def test_a_place_is_declared_and_its_coordinates_come_back_to_nobody(call, tea_room):
    assert call("get", f"rooms/{tea_room.pk}/place").status_code == 404
    body = {"kind": "outdoor", "area": "杭州", "latitude": 30.24592, "longitude": 120.15515}
    declared = call("post", f"rooms/{tea_room.pk}/place", body)
    read = call("get", f"rooms/{tea_room.pk}/place")

    assert declared.status_code == 201
    assert read.json()["has_location"] is True
    assert "30.24" not in declared.content.decode() + read.content.decode()
    restricted = call("post", f"rooms/{tea_room.pk}/place", {"kind": "airport"}).json()
    assert (restricted["is_restricted"], restricted["ground"]) == (True, "public_security")
    assert call("post", f"rooms/{tea_room.pk}/place", {"kind": "moon"}).status_code == 422


def test_a_virtual_host_is_registered_with_its_mark(call, tea_room):
    path = f"rooms/{tea_room.pk}/virtual-hosts"
    low = call("post", path, FIGURE | {"mark_height_percent": 4})
    assert (low.status_code, low.json()["code"]) == (422, "bad_mark")
    assert low.json()["clause"] == "O117-ai-person"
    made = call("post", path, FIGURE)
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    assert call("post", path, FIGURE).status_code == 409
    assert len(call("get", path).json()["virtual_hosts"]) == 1
    off = call("post", f"virtual-hosts/{made.json()['id']}/withdraw", {"reason": "换形象"})
    assert off.json()["state"] == "off"


@pytest.mark.long
def test_a_notice_is_read_set_and_proved_by_its_digest(call, tea_room, tea_session):
    place = f"rooms/{tea_room.pk}"
    before = call("get", f"{place}/minors-notice").json()
    assert (before["kinds"], before["words"], before["is_set"]) == ([], {"zh": "", "en": ""}, True)
    assert call("get", f"{place}/placements").json()["surfaces"] == list(minors.SURFACES)

    assert call("post", f"{place}/minors", {"kinds": ["values"]}).json() == {"kinds": ["values"]}
    notice = call("get", f"{place}/minors-notice").json()
    assert not notice["is_set"]
    wrong = call("post", f"{place}/minors-notice", {"sha256": "0" * 64})
    assert (wrong.status_code, wrong.json()["sha256"]) == (409, notice["sha256"])
    assert call("post", f"{place}/minors-notice", {"sha256": notice["sha256"]}).json()["is_set"]
    proof = {"client": "phone", "sha256": notice["sha256"]}
    times = [
        call("post", f"sessions/{tea_session.pk}/minors-notice/shown", proof).json()["times"]
        for _ in range(2)
    ]
    assert times == [1, 2]
    assert "first_screen" not in call("get", f"{place}/placements").json()["surfaces"]


def test_minor_mode_comes_in_and_payments_are_answered(call):
    assert call("post", "minors/mode", {"account": "kid", "is_on": True, "single_fen": 500}).json()[
        "single_fen"
    ] == 500  # fmt: skip
    ask = {"account": "kid", "reference": "p1", "amount_fen": 501}
    answer = call("post", "minors/spending", ask).json()
    assert (answer["is_allowed"], answer["refused_for"]) == (False, "single")
    assert call("post", "minors/spending", ask | {"amount_fen": 0}).status_code == 422


def test_who_may_only_read_writes_nothing(harbour, tea_room):
    key = key_of(harbour, "reader", scopes=[Scope.STAGE_READ])
    headers = {"Authorization": f"Bearer {key}"}
    path = f"/api/v1/rooms/{tea_room.pk}/place"
    answer = Client().post(path, {"kind": "shop"}, content_type="application/json", headers=headers)
    assert answer.status_code == 403
    assert Client().get(path, headers=headers).status_code == 404
