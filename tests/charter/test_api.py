"""The API of charter: texts to read, agreements to sign, trainings to record."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from charter.models import Acceptance, Objection
from livecompliance.kernel import clock
from livecompliance.kernel.tenancy import acting
from tests.charter import world
from tests.rooms.conftest import key_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(harbour):
    """Call the API with a key that reads and writes charter and nothing else."""
    key = key_of(harbour, "charter.read", "charter.write")

    def ask(method, path, body=None):
        return getattr(Client(), method)(
            f"/api/v1/{path}", body, content_type="application/json", headers={"Authorization": key}
        )

    return ask


def sign(call, party, text, **fields):
    given = {"kind": text.kind, "sha256": text.sha256, "name": "秦小舟", "ip": "2001:db8::7"}
    return call("post", f"parties/{party.pk}/agreements", given | fields)


@pytest.mark.law("ECL-rules-shown")
def test_a_program_reads_what_holds_what_comes_and_what_was(harbour, call):
    world.published(harbour, "platform_rules")
    coming = world.published(harbour, "platform_rules", in_days=7, body=world.BODY + "\n新。")

    shelf = call("get", "charter/texts?kind=platform_rules").json()["texts"][0]
    assert (shelf["current"]["number"], [one["number"] for one in shelf["coming"]]) == (1, [2])
    whole = call("get", f"charter/texts/{coming.pk}").json()
    assert whole["body_zh"].endswith("新。\n")
    assert whole["objections_until"] == f"{clock.today() + timedelta(days=6)}"
    assert len(call("get", "charter/texts").json()["texts"]) == 7


def test_a_draft_is_not_read(harbour, call):
    draft = world.marked(harbour, "platform_rules")

    assert call("get", f"charter/texts/{draft.pk}").status_code == 404
    assert call("get", "charter/texts?kind=platform_rules").json()["texts"][0]["current"] is None
    assert call("get", "charter/texts?kind=weather").status_code == 422


@pytest.mark.long
def test_a_platform_signs_for_its_users_and_sees_what_is_left(harbour, call, shop, with_operators):
    before = call("get", f"parties/{shop.pk}/agreements").json()
    assert [(one["why"], one["sha256"]) for one in before["to_accept"]] == [
        ("missing", with_operators.sha256)
    ]

    made = sign(call, shop, with_operators)

    assert (made.status_code, made.json()["state"]) == (201, "in_force")
    after = call("get", f"parties/{shop.pk}/agreements").json()
    assert (len(after["agreements"]), after["to_accept"]) == (1, [])
    with acting(world.system(harbour)), transaction.atomic():
        assert Acceptance.objects.get().channel == "api"


def test_what_nobody_published_is_not_signed(harbour, call, shop, with_operators):
    assert sign(call, shop, with_operators, sha256="0" * 64).json()["code"] == "digest_differs"
    assert sign(call, shop, with_operators, sha256="x").status_code == 422
    assert sign(call, shop, with_operators, ip="here").status_code == 422
    assert sign(call, shop, with_operators, name="").status_code == 422
    late = f"{world.days(1)}"
    assert sign(call, shop, with_operators, accepted_at=late).json()["code"] == "invalid"


def test_a_party_leaves_through_its_platform(harbour, call, shop, with_operators):
    agreement = world.accepted(with_operators, shop)

    ended = call("post", f"agreements/{agreement.pk}/end", {"reason": "不接受修改"})

    assert (ended.status_code, ended.json()["end_kind"]) == (200, "left")
    assert call("post", f"agreements/{agreement.pk}/end", {}).status_code == 422


def test_an_objection_is_made_for_a_party(harbour, call, shop, with_operators):
    later = world.published(harbour, "platform_operator", in_days=7)
    said = {"text": "佣金过高。", "party_id": f"{shop.pk}", "leaves": True}

    made = call("post", f"charter/texts/{later.pk}/objections", said)

    assert made.status_code == 201
    with acting(world.system(harbour)), transaction.atomic():
        assert Objection.objects.get().leaves
    said["text"] = "请联系 13800001234"
    assert call("post", f"charter/texts/{later.pk}/objections", said).status_code == 422


def test_a_training_is_recorded_and_its_standing_read(harbour, call, ayun, first_course):
    path = f"parties/{ayun.pk}/trainings"
    assert call("get", path).json()["due"][0] == {
        "course": "first", "state": "never", "until": None, "stops_broadcasts": True,
    }  # fmt: skip
    began = world.days(-1)
    given = {
        "course": "first", "score_percent": 90,
        "started_at": f"{began}", "finished_at": f"{began + timedelta(minutes=30)}",
    }  # fmt: skip

    made = call("post", path, given)

    assert (made.status_code, made.json()["state"]) == (201, "passed")
    assert call("get", path).json()["due"][0]["state"] == "in_force"
    fast = given | {"finished_at": f"{began + timedelta(minutes=3)}"}
    assert call("post", path, fast).json()["code"] == "training_too_fast"
    assert call("post", path, given | {"course": "none"}).status_code == 404
    assert "right" not in call("get", "charter/courses").content.decode()


def test_a_key_that_only_reads_signs_nothing(harbour, shop, with_operators):
    key = key_of(harbour, "charter.read")
    answer = Client().post(
        f"/api/v1/parties/{shop.pk}/agreements", {}, content_type="application/json",
        headers={"Authorization": key},
    )  # fmt: skip

    assert answer.status_code == 403
