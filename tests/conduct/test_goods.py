"""Goods on air that nobody reviewed are found; so is a seller who is not shown as he must be."""

import pytest

from catalog import services as catalog
from catalog.models import Product
from livecompliance.kernel.tenancy import acting
from moderation.models import Finding
from rooms.models import Admission
from tests import builders
from tests.catalog.conftest import NEAR, TEA, stored
from tests.catalog.suppliers import verified
from tests.catalog.test_offers import offered
from tests.conduct.conftest import happened
from tests.moderation.services.streams import now_ms

pytestmark = pytest.mark.django_db


def goods(number, product, action="listed", **fields):
    row = {"id": number, "type": "goods", "product_id": product, "action": action}
    return row | {"title": "商品", "at": now_ms()} | fields


def found(actor, code):
    with acting(actor):
        rows = Finding.objects.filter(code=code).order_by("id")
        return list(rows.values_list("event_key", "clause"))


@pytest.fixture
def on_air(lin, chun, tea_room, harbour):
    tea, near = stored(lin, TEA, NEAR)
    shop = verified(lin)
    offered(lin, tea_room, tea, shop)
    offered(lin, tea_room, near, shop)
    builders.observing(harbour)
    return builders.session(chun, tea_room)


@pytest.mark.law("O117-supplier-check")
def test_goods_that_were_not_reviewed_are_found_when_they_are_shown(lin, on_air):
    happened(on_air, goods("g1", "sku-1"), goods("g2", "sku-4"), goods("g3", "sku-77", "explained"))

    assert found(lin, "GOODS-UNREVIEWED") == [
        ("g2", "O117-supplier-check"),
        ("g3", "O117-supplier-check"),
    ]


def test_the_same_goods_are_told_once_in_ten_minutes_and_taking_them_down_is_none(lin, on_air):
    now = now_ms()
    happened(on_air, goods("g1", "sku-4", at=now), goods("g2", "sku-4", "pinned", at=now + 1_000))
    happened(on_air, goods("g3", "sku-9", "removed"), goods("g4", "sku-4", at=now + 2_000))
    happened(on_air, goods("g5", "", title="没有编号"))

    assert [key for key, _clause in found(lin, "GOODS-UNREVIEWED")] == ["g1"]


def test_what_was_withdrawn_after_the_beginning_stays_reviewed_and_what_came_later_counts(
    lin, on_air, tea_room
):
    (cup,) = stored(lin, {"external_id": "sku-9", "title": "保温杯"})
    offered(lin, tea_room, cup, None)
    happened(on_air, goods("g1", "sku-9"))

    assert found(lin, "GOODS-UNREVIEWED") == []


@pytest.mark.law("O117-illegal-goods")
def test_what_is_refused_on_air_is_asked_about_at_the_gate_and_found_when_it_is_shown_again(
    lin, on_air
):
    with acting(lin):
        tea = Product.objects.get(external_id="sku-1")
        before = Admission.objects.filter(session=on_air).count()
        catalog.product_decide(
            actor=lin, product_id=tea.pk, is_allowed=False, reason="抽检不合格", revision=1
        )
        last = Admission.objects.filter(session=on_air).order_by("-asked_at")
        assert last.count() == before + 1
        assert "goods_blocked" in {one["code"] for one in last[0].reasons}
    happened(on_air, goods("g1", "sku-1"))

    assert [key for key, _clause in found(lin, "GOODS-UNREVIEWED")] == ["g1"]


def test_a_platform_that_never_offered_anything_is_not_asked_yet(lin, tea_session):
    happened(tea_session, goods("g1", "sku-1"))
    assert found(lin, "GOODS-UNREVIEWED") == []


@pytest.mark.law("O117-real-seller")
@pytest.mark.parametrize(
    ("display", "faults"),
    [
        (catalog.Display("link", hops=1), []),
        (catalog.Display("page"), []),
        (catalog.Display("link", hops=2), ["hops"]),
        (catalog.Display("link", hops=1, obstacles=("popup", "follow")), ["follow", "popup"]),
        (catalog.Display("page", shown=("name",)), ["without_address", "without_contact"]),
        (catalog.Display("page", is_continuous=False), ["not_continuous"]),
    ],
)
def test_who_really_sells_is_shown_whole_by_one_step_and_covered_by_nothing(
    lin, tea_session, display, faults
):
    with acting(lin):
        row = catalog.display_report(actor=lin, session_id=tea_session.pk, display=display)

    assert row.faults == faults
    clauses = [clause for _key, clause in found(lin, "SELLER-HIDDEN")]
    assert clauses == (["O117-real-seller"] if faults else [])
