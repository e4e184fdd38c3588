"""Officers who review goods: one in one pair of hands, several at once, and back in time."""

import threading

import pytest
from django.db import connections, transaction

from catalog import selectors, services
from catalog.models import Offer, Product, ProductDecision, ProductLease
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.tenancy import acting
from tests.catalog.conftest import GUN, NEAR, stored
from tests.catalog.suppliers import verified
from tests.catalog.test_offers import WHY, codes, offered
from tests.proof import browser

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SECOND = NEAR | {"external_id": "sku-5", "title": "仿真水枪 小号"}
THIRD = NEAR | {"external_id": "sku-6", "title": "仿真水枪 中号"}


def take(actor, product):
    with acting(actor):
        return services.product_take(actor=actor, product_id=product.pk)


def decide(actor, product, *, is_allowed=True, revision=1):
    with acting(actor):
        return services.product_decide(
            actor=actor, product_id=product.pk, is_allowed=is_allowed, reason=WHY, revision=revision
        )


def undo(actor):
    with acting(actor):
        return services.products_undo(actor=actor)


def several(actor, *products, is_allowed=True, reason=WHY):
    picks = [services.Pick(one.pk, 1) for one in products]
    with acting(actor):
        return services.products_decide(
            actor=actor, picks=picks, is_allowed=is_allowed, reason=reason
        )


def standings(owner):
    with acting(system_actor(owner.pk)), transaction.atomic():
        return [one.standing for one in Product.objects.order_by("external_id")]


def test_goods_in_one_officers_hands_are_decided_by_nobody_else_until_three_minutes_are_over(
    harbour, lin, mei, later
):
    near, second = stored(lin, NEAR, SECOND)
    take(lin, near)
    with pytest.raises(services.ProductHeld):
        take(mei, near)
    with pytest.raises(services.ProductHeld):
        decide(mei, near)
    with acting(mei), transaction.atomic():
        assert [one.pk for one in selectors.products_free(mei)] == [second.pk]
    with acting(lin), transaction.atomic():
        assert len(selectors.products_free(lin)) == 2
    later(minutes=2)
    take(lin, near)  # the page's heartbeat
    later(minutes=2)
    with pytest.raises(services.ProductHeld):
        take(mei, near)
    later(minutes=2)
    take(mei, near)

    assert decide(mei, near).standing == "approved"


def test_whoever_takes_the_next_gives_the_one_before_back(harbour, lin, mei):
    near, second = stored(lin, NEAR, SECOND)
    take(lin, near)
    take(lin, second)
    take(mei, near)
    with acting(lin), transaction.atomic():
        held = {(one.officer_id, one.product_id) for one in ProductLease.objects.all()}
    assert held == {(lin.user_id, second.pk), (mei.user_id, near.pk)}


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_take_the_same_goods_at_once_one_has_them(lin, mei):
    (near,) = stored(lin, NEAR)
    gate, found = threading.Barrier(2), []

    def run(actor):
        try:
            gate.wait(5)
            take(actor, near)
            found.append("has it")
        except services.ProductHeld:
            found.append("held")
        finally:
            connections.close_all()

    hands = [threading.Thread(target=run, args=[one]) for one in (lin, mei)]
    for one in hands:
        one.start()
    for one in hands:
        one.join(20)
    assert sorted(found) == ["has it", "held"]


@pytest.mark.law("M-rules-and-catalogue")
def test_a_decision_is_taken_back_in_time_and_its_offers_with_it(harbour, lin, tea_room, later):
    (near,) = stored(lin, NEAR)
    offered(lin, tea_room, near, verified(lin))
    decide(lin, near)
    assert codes(lin, tea_room) == []

    assert undo(lin) == 1
    assert standings(harbour) == ["waiting"]
    assert codes(lin, tea_room) == [("goods_unreviewed", "sku-4")]
    with acting(lin), transaction.atomic():
        assert Offer.objects.get().state == "waiting"
        assert ProductDecision.objects.count() == 1, "it stays on the record"
    with pytest.raises(services.NothingToUndo):
        undo(lin)
    decide(lin, near)
    later(seconds=11)
    with pytest.raises(services.NothingToUndo):
        undo(lin)


def test_nobody_takes_back_what_another_decided_or_what_was_decided_since(lin, mei, harbour):
    near, gun = stored(lin, NEAR, GUN)
    decide(lin, near)
    with pytest.raises(services.NothingToUndo):
        undo(mei)
    decide(mei, near, is_allowed=False)
    with pytest.raises(services.NothingToUndo):
        undo(lin)
    decide(lin, gun)
    decide(mei, gun)
    assert undo(mei) == 1
    assert standings(harbour)[0] == "waiting", "of two officers the second's word is taken back"
    assert decide(mei, gun).standing == "approved"


def test_a_first_word_that_was_taken_back_counts_for_nothing(lin, mei):
    (gun,) = stored(lin, GUN)
    decide(lin, gun)
    undo(lin)
    assert decide(mei, gun).standing == "waiting", "it is the first word now"
    assert decide(lin, gun).standing == "approved"


def test_several_are_decided_with_one_reason_and_taken_back_together(harbour, lin, mei):
    near, second, third = stored(lin, NEAR, SECOND, THIRD)
    take(mei, third)
    done = several(lin, near, second, third)
    assert done.decided == 2
    [(title, why)] = done.refused
    assert (title, "正在审核" in why) == ("仿真水枪 中号", True)
    assert standings(harbour) == ["approved", "approved", "waiting"]
    assert undo(lin) == 2
    assert standings(harbour) == ["waiting"] * 3


def test_none_too_many_or_no_reason_decide_nothing(harbour, lin, chun, outsider):
    (near,) = stored(lin, NEAR)
    for call in (lambda: several(lin), lambda: several(lin, near, reason="")):
        with pytest.raises(Invalid):
            call()
    with pytest.raises(Forbidden):
        several(chun, near)
    assert several(outsider, near).decided == 0
    with pytest.raises(NotFound):
        take(outsider, near)
    assert standings(harbour) == ["waiting"]


def test_the_pages_say_who_has_it_let_several_be_picked_and_offer_to_take_back(harbour, lin, mei):
    near, second = stored(lin, NEAR, SECOND)
    take(mei, near)
    page = browser(lin)
    one = page.get(f"/goods/{near.pk}").content.decode()
    assert "正在审核这件商品" in one
    assert "确认可以销售" not in one
    assert "请先看下一件" in page.post(f"/goods/{near.pk}/take").content.decode()
    assert "在你手上" in page.post(f"/goods/{second.pk}/take").content.decode()
    listed = page.get("/goods?standing=waiting").content.decode()
    assert f'value="{second.pk}:1"' in listed
    given = {
        "product": [f"{near.pk}:1", f"{second.pk}:1"], "is_allowed": "no", "reason": WHY,
        "standing": "waiting",
    }  # fmt: skip
    after = page.post("/goods/decide", given, follow=True).content.decode()
    assert "已决定 1 件商品" in after
    assert "正在审核这件商品" in after
    assert "/goods/undo" in after
    page.post("/goods/undo")
    assert standings(harbour) == ["waiting", "waiting"]
    assert page.post("/goods/decide", {"product": "x"}).status_code == 302
