"""The pages of goods and of a room's selection: what an officer and a streamer see and do."""

import pytest

from catalog.models import Offer, Product
from livecompliance.kernel.tenancy import acting
from tests.architecture.world import entries
from tests.attack.conftest import signed_in
from tests.catalog.conftest import GUN, LIQUOR, NEAR, TEA, stored
from tests.catalog.suppliers import on_shelf, verified
from tests.catalog.test_offers import offered

pytestmark = pytest.mark.django_db
WHY = "只喷水的玩具，没有弹匣"


def read(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.long
def test_an_officer_finds_goods_by_where_they_stand_and_goes_through_what_waits(lin):
    _tea, near, _gun = stored(lin, TEA, NEAR, GUN)
    browser = signed_in(lin)
    page = read(browser, "/goods")
    assert "明前龙井茶" in page
    assert f"/goods/{near.pk}" in page
    assert "明前龙井茶" not in read(browser, "/goods?standing=blocked")
    assert "仿真水枪" in read(browser, "/goods?q=sku-4")

    one = read(browser, f"/goods/{near.pk}")
    assert "仿真枪" in one
    assert "枪支管理法 44(5)" in one
    assert near.catalogue in one
    given = {"is_allowed": "yes", "reason": WHY, "revision": "1"}
    assert browser.post(f"/goods/{near.pk}/decide", given).url == "/goods"
    with acting(lin):
        assert Product.objects.get(pk=near.pk).standing == "approved"
    assert WHY in read(browser, f"/goods/{near.pk}")


@pytest.mark.long
def test_the_first_of_two_officers_waits_for_the_other(lin, mei):
    (gun,) = stored(lin, GUN)
    given = {"is_allowed": "yes", "reason": WHY, "revision": "1"}
    signed_in(lin).post(f"/goods/{gun.pk}/decide", given)

    assert "等待另一名专员复核" in read(signed_in(lin), f"/goods/{gun.pk}")
    other = signed_in(mei)
    assert "初审认为可以销售" in read(other, f"/goods/{gun.pk}")
    other.post(f"/goods/{gun.pk}/decide", given)
    assert "经审核可以销售" in read(other, f"/goods/{gun.pk}")


@pytest.mark.long
def test_a_streamer_reads_what_is_missing_for_each_product_and_offers_one(lin, chun, tea_room):
    stored(lin, TEA, LIQUOR)
    shop = verified(lin, external_id="shop-1")
    browser = signed_in(chun)
    path = f"/rooms/{tea_room.pk}/offers"
    browser.post(f"{path}/propose", {"product": "sku-2", "seller": "shop-1", "price": "899"})
    assert "缺少食品经营许可（含酒类）" in read(browser, path)

    refused = browser.post(f"{path}/propose", {"product": "sku-1", "price": "-1"}, follow=True)
    assert "不能小于 0" in refused.content.decode()
    with acting(lin):
        (offer,) = Offer.objects.all()
    assert (offer.seller_id, offer.price_fen) == (shop.pk, 89_900)
    browser.post(f"/offers/{offer.pk}/withdraw")
    assert "还没有选品" in read(browser, path)


@pytest.mark.long
def test_an_officer_reviews_a_selection_with_a_reason(lin, tea_room):
    (near,) = stored(lin, NEAR)
    offer = offered(lin, tea_room, near)
    browser = signed_in(lin)
    early = browser.post(f"/offers/{offer.pk}/approve", follow=True).content.decode()
    assert "请先审核商品本身" in early
    browser.post(f"/offers/{offer.pk}/refuse", {"reason": "与备案的款式不同"})
    assert "与备案的款式不同" in read(browser, f"/rooms/{tea_room.pk}/offers")


@pytest.mark.long
def test_a_table_is_imported_and_goods_are_judged_again_from_the_page(lin):
    stored(lin, TEA)
    file = on_shelf(lin, "编号,名称\na-1,保温杯\n".encode(), "商品.csv")
    browser = signed_in(lin)
    assert "商品.csv" in read(browser, "/goods")
    assert browser.post("/goods/import", {"file": str(file.pk)}).url == "/jobs"
    assert browser.post("/goods/import", {"file": "x"}).url == "/goods"
    assert browser.post("/goods/recheck").url == "/goods"
    assert "按新目录重判商品" in read(browser, "/jobs")


@pytest.mark.long
def test_who_only_looks_reads_all_and_changes_nothing(lin, wu, tea_room, harbour):
    (near,) = stored(lin, NEAR)
    offer = offered(lin, tea_room, near)
    file = on_shelf(lin, "编号,名称\na-1,保温杯\n".encode(), "商品.csv")
    browser = signed_in(wu)
    for path in ("/goods", f"/goods/{near.pk}", f"/rooms/{tea_room.pk}/offers"):
        assert "仿真水枪" in read(browser, path)
    before = entries(harbour)

    given = {"is_allowed": "yes", "reason": WHY, "revision": "1", "file": str(file.pk)}
    for path in (
        "/goods/import",
        "/goods/recheck",
        f"/goods/{near.pk}/decide",
        f"/rooms/{tea_room.pk}/offers/propose",
        *(f"/offers/{offer.pk}/{act}" for act in ("approve", "refuse", "withdraw")),
    ):
        browser.post(path, given | {"product": "sku-4", "price": "1"})
    assert entries(harbour) == before
    with acting(lin):
        assert Offer.objects.get().state == Product.objects.get().standing == "waiting"
