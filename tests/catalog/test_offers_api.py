"""Offers over the API: what a platform proposes, what is missing, and how sellers are shown."""

import pytest

from catalog.models import Offer
from livecompliance.kernel.tenancy import acting
from tests.architecture.test_api_matrix import key_of
from tests.attack.conftest import signed_in
from tests.catalog.conftest import LIQUOR, NEAR, TEA, caller, stored
from tests.catalog.suppliers import verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(lin):
    return verified(lin, external_id="shop-1")


@pytest.mark.long
def test_a_platform_proposes_by_its_own_numbers_and_reads_what_is_missing(
    call, lin, shop, tea_room
):
    stored(lin, TEA, LIQUOR)
    path = f"rooms/{tea_room.pk}/offers"
    tea = call("post", path, {"product": "sku-1", "seller": "shop-1", "price": "198.00"})
    call("post", path, {"product": "sku-2", "seller": "shop-1"})

    assert (tea.status_code, tea.json()["state"], tea.json()["price"]) == (
        201,
        "approved",
        "198.00",
    )
    assert tea.json()["missing"] == []
    listed = {one["external_id"]: one for one in call("get", path).json()["offers"]}
    (missing,) = listed["sku-2"]["missing"]
    assert (missing["code"], missing["clause"]) == ("goods_paper_missing", "O117-supplier-check")
    assert "食品经营许可" in missing["message"]
    gone = call("post", f"offers/{listed['sku-2']['id']}/withdraw", {})
    assert gone.json()["state"] == "withdrawn"
    assert len(call("get", path).json()["offers"]) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"product": "sku-1", "price": -1}, 422),
        ({"product": "sku-1", "price": "1.234"}, 422),
        ({"product": "sku-404"}, 422),
        ({"product": "sku-1", "seller": "nobody"}, 422),
        ({}, 422),
    ],
)
def test_what_cannot_be_offered_is_refused_in_words(call, lin, tea_room, body, status):
    stored(lin, TEA)
    assert call("post", f"rooms/{tea_room.pk}/offers", body).status_code == status
    with acting(lin):
        assert not Offer.objects.exists()


def test_an_officer_decides_and_a_key_does_not(call, lin, tea_room):
    (near,) = stored(lin, NEAR)
    offer = call("post", f"rooms/{tea_room.pk}/offers", {"product": "sku-4"}).json()
    body = {"is_allowed": True, "reason": "只喷水的玩具", "revision": 1}

    assert call("post", f"products/{near.pk}/decide", body).status_code == 403
    assert call("post", f"offers/{offer['id']}/decide", {"is_allowed": True}).status_code == 403
    browser = signed_in(lin)
    answer = browser.post(f"/api/v1/products/{near.pk}/decide", body, "application/json")
    assert (answer.status_code, answer.json()["suggestion"]) == (200, "pass")
    listed = call("get", f"rooms/{tea_room.pk}/offers").json()["offers"]
    assert [(one["state"], one["is_reviewed_by_person"]) for one in listed] == [("approved", True)]


def test_how_the_seller_is_shown_is_reported_and_answered(call, tea_session):
    path = f"sessions/{tea_session.pk}/seller-display"
    body = {"form": "link", "hops": 2, "shown": ["name", "address", "contact"],
            "obstacles": ["popup"], "is_continuous": True}  # fmt: skip
    answer = call("post", path, body)

    assert (answer.status_code, answer.json()["faults"]) == (201, ["hops", "popup"])
    assert call("post", path, body | {"form": "window"}).status_code == 422


def test_another_platform_and_a_revoked_key_reach_no_offer(lin, harbour, elsewhere, tea_room):
    stored(lin, TEA)
    foreign = caller(key_of(elsewhere, "foreign"))
    revoked = caller(key_of(harbour, "old", revoked=True))
    path = f"rooms/{tea_room.pk}/offers"

    assert foreign("post", path, {"product": "sku-1"}).status_code == 404
    assert foreign("get", path).status_code == 404
    assert revoked("post", path, {"product": "sku-1"}).status_code == 401
