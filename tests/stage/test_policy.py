"""What a platform wants of every stage: who sees it, who sets it, and what it changes."""

import pytest
from django.db import transaction
from django.test import Client

from ledger import selectors as ledger
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Invalid
from livecompliance.kernel.tenancy import acting
from stage import selectors, services
from stage.rules import elements, places
from tests import builders as world
from tests.architecture.test_api_matrix import key_of
from tests.attack.conftest import signed_in
from tests.stage import builders

pytestmark = pytest.mark.django_db
FORM = {"required": ["title", "cover"], "ground_military": "national_security",
        "ground_home": "order"}  # fmt: skip


@pytest.fixture
def keeper(harbour):
    return world.person(harbour, "keeper", "security_admin")


def terms(actor):
    with acting(actor), transaction.atomic():
        return selectors.terms_get(actor)


def entries(actor):
    with acting(actor), transaction.atomic():
        return ledger.entry_list(actor, ledger.Wanted(action="stage.policy_set")).count()


def test_the_security_administrator_sets_it_and_sees_what_was_changed(keeper):
    desk = signed_in(keeper)
    assert desk.post("/settings/stage/set", FORM)["Location"] == "/settings/stage"

    found = terms(keeper)
    assert found.required == {"title", "cover"}
    assert found.restricted == {"military": "national_security", "home": "order"}
    page = desk.get("/settings/stage").content.decode()
    assert "− 布景" in page
    assert "不得直播：住宅" in page
    assert "可以直播：法庭或执法办案场所" in page
    assert "法规点名的这些要素目前不经事先审核" in page


def test_the_same_again_is_no_change(keeper):
    desk = signed_in(keeper)
    desk.post("/settings/stage/set", FORM)
    desk.post("/settings/stage/set", FORM)

    assert entries(keeper) == 1


@pytest.mark.parametrize("change", [
    {"required": []}, {"required": ["title", "soul"]}, {"ground_military": "boredom"},
])  # fmt: skip
def test_what_cannot_be_changes_nothing(keeper, change):
    before = terms(keeper)
    desk = signed_in(keeper)
    desk.post("/settings/stage/set", FORM | change)

    assert terms(keeper) == before
    assert entries(keeper) == 0
    assert "保存" in desk.get("/settings/stage").content.decode()


def test_a_service_refuses_a_place_that_does_not_exist(keeper):
    with acting(keeper), pytest.raises(Invalid):
        services.stage_policy_set(actor=keeper, required=["title"], restricted={"moon": "order"})


@pytest.mark.parametrize("role", ["system_admin", "audit_admin"])
def test_other_administrators_look_and_have_no_button(harbour, role):
    desk = signed_in(world.person(harbour, "eve", role), raise_request_exception=False)
    page = desk.get("/settings/stage").content.decode()

    assert "由安全管理员修改" in page
    assert 'class="button button--primary"' not in page
    assert "最近的修改" not in page
    desk.post("/settings/stage/set", FORM)
    assert terms(system_actor(harbour.pk)).required == elements.REQUIRED


@pytest.mark.long
@pytest.mark.law("M-places")
def test_a_place_that_the_platform_refuses_is_denied_at_the_gate(keeper, lin, tea_room):
    builders.place(lin, tea_room, "home")
    signed_in(keeper).post("/settings/stage/set", FORM)

    page = signed_in(lin).get(f"/stage/rooms/{tea_room.pk}").content.decode()
    assert "不得直播" in page


def test_the_api_reads_with_a_key_and_sets_as_the_security_administrator_only(keeper, harbour):
    api = Client(headers={"Authorization": f"Bearer {key_of(harbour, 'ours')}"})
    shown = api.get("/api/v1/stage-policy").json()
    assert shown["elements"] == [kind for kind in elements.KINDS if kind != "other"]
    assert {one["kind"] for one in shown["places"]} == set(places.RESTRICTED)
    body = {"elements": ["title"], "places": [{"kind": "home", "ground": "order"}]}
    refused = api.post("/api/v1/stage-policy", body, content_type="application/json")
    assert refused.status_code == 403

    answer = signed_in(keeper).post("/api/v1/stage-policy", body, content_type="application/json")
    assert answer.status_code == 200
    assert answer.json() == api.get("/api/v1/stage-policy").json()
    assert answer.json()["places"] == body["places"]


def test_the_policy_of_another_platform_is_its_own(keeper, elsewhere):
    signed_in(keeper).post("/settings/stage/set", FORM)
    foreign = world.person(elsewhere, "foreign", "security_admin")

    assert terms(foreign).required == elements.REQUIRED
