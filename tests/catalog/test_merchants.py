"""Merchants and agencies see what is asked of them: their own goods and papers, and no more."""

import pytest
from django.db import transaction

from catalog import services
from catalog.models import Merchant
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from parties import services as parties
from tests import builders
from tests.catalog.conftest import COINS, GUN, LIQUOR, TEA, published, stored
from tests.catalog.suppliers import CODES, approved, given, in_days, recalled, verified
from tests.catalog.test_notices import STARS, letters, told
from tests.catalog.test_offers import offered
from tests.proof import browser

pytestmark = pytest.mark.django_db
PAGE = "/me/supplies"


@pytest.fixture
def shop(lin):
    return verified(lin)


@pytest.fixture
def tang(harbour):
    """Tang sells tea and liquor to rooms of Harbour."""
    return builders.person(harbour, "tang", "merchant")


def tied(lin, row, login="tang"):
    with acting(lin):
        return services.merchant_tie(actor=lin, supplier_id=row.pk, login=login)


def seen(actor):
    return browser(actor).get(PAGE).content.decode()


@pytest.mark.law("O117-supplier-check")
def test_a_merchant_sees_the_papers_that_are_missing_and_those_that_end(lin, shop, tang, tea_room):
    tied(lin, shop)
    offered(lin, tea_room, *stored(lin, LIQUOR), shop)
    approved(lin, shop, "ccc-certificate", valid_until=in_days(9))

    page = seen(tang)

    assert "酱香型白酒 53度" in page
    assert "缺少食品经营许可（含酒类）" in page
    assert "即将到期" in page
    assert "2 件事要办" in page


def test_a_merchant_sees_why_his_goods_and_his_papers_were_refused(lin, shop, tang, tea_room):
    tied(lin, shop)
    offered(lin, tea_room, *stored(lin, GUN), shop)
    paper = given(lin, shop)
    with acting(lin):
        services.paper_decide(
            actor=lin, paper_id=paper.pk, is_approved=False, reason="印章看不清，请重新扫描"
        )

    page = seen(tang)

    assert "仿真枪" in page
    assert "印章看不清，请重新扫描" in page


def test_a_merchant_sees_that_his_goods_are_recalled(lin, shop, tang, tea_room):
    tied(lin, shop)
    offered(lin, tea_room, *stored(lin, TEA | {"title": "龙井茶", "brand": "山野"}), shop)
    recalled(lin)

    assert "在召回或抽检不合格名单上" in seen(tang)


def test_a_merchant_sees_nothing_of_another_supplier_nor_of_the_house(lin, shop, tang, tea_room):
    other = verified(lin, title="别家酒业有限公司", code=CODES[1])
    tied(lin, shop)
    offered(lin, tea_room, *stored(lin, LIQUOR), other)

    page = seen(tang)

    assert "别家酒业" not in page
    assert "酱香型白酒" not in page
    for address in (
        "/suppliers",
        f"/suppliers/{shop.pk}",
        "/goods",
        f"/rooms/{tea_room.pk}/offers",
    ):
        assert browser(tang).get(address).status_code in (403, 404), address


def test_who_is_untied_sees_nothing_from_then_on(lin, shop, tang, tea_room):
    row = tied(lin, shop)
    offered(lin, tea_room, *stored(lin, LIQUOR), shop)
    assert "酱香型白酒" in seen(tang)

    browser(lin).post(f"/suppliers/people/{row.pk}/untie")

    assert "酱香型白酒" not in seen(tang)


def test_tying_twice_is_once_and_only_merchants_of_the_house_are_tied(lin, shop, tang, outsider):
    tied(lin, shop)
    tied(lin, shop)
    with acting(lin), transaction.atomic():
        assert Merchant.objects.count() == 1
    for login in ("lin", "outsider", "nobody", ""):
        with pytest.raises(Invalid):
            tied(lin, shop, login)
    with acting(tang), pytest.raises(Forbidden):
        services.merchant_tie(actor=tang, supplier_id=shop.pk, login="tang")


def test_a_merchant_begins_on_his_page_and_an_officer_has_none(lin, tang):
    assert browser(tang).get("/").headers["Location"] == PAGE
    assert browser(lin).get(PAGE).status_code == 403


def test_an_agency_sees_the_rooms_of_its_operators_and_no_others(harbour, lin, chun, tea_room):
    mcn = builders.person(harbour, "mcn", "streamer")
    operator = builders.party(harbour, "operator", user_id=chun.user_id)
    house = builders.party(harbour, "agency", kind="company", user_id=mcn.user_id)
    other = builders.room(chun, "别的直播间", operator_user_id=chun.user_id)
    with acting(lin), transaction.atomic():
        parties.tie_make(
            actor=lin, kind="agency_operator", first_id=house.pk, second_id=operator.pk
        )
        type(tea_room).objects.filter(pk=tea_room.pk).update(operator=operator)
    gun, tea = stored(lin, GUN, TEA)
    offered(lin, tea_room, gun)
    offered(lin, other, tea)

    page = seen(mcn)

    assert "仿真手枪" in page
    assert "明前龙井茶" not in page
    assert "仿真手枪" not in seen(builders.person(harbour, "someone", "streamer"))


def test_a_streamer_sees_what_is_missing_of_the_goods_of_his_own_rooms(lin, chun, shop, tea_room):
    offered(lin, tea_room, *stored(lin, LIQUOR), shop)

    page = seen(chun)

    assert "缺少食品经营许可（含酒类）" in page
    assert "你的直播间" in page


@pytest.mark.law("M-rules-and-catalogue")
def test_a_merchant_is_told_of_a_version_by_his_own_goods_alone(
    harbour, lin, mei, shop, tang, tea_room, later
):
    tied(lin, shop)
    stars, more = stored(lin, STARS, STARS | {"external_id": "s-2", "title": "琥珀星币 礼盒"})
    offered(lin, tea_room, stars, shop)
    offered(lin, tea_room, more)
    published(lin, mei, COINS)
    later(seconds=10)
    told(harbour)

    (letter,) = letters(harbour, "catalogue_supply")
    assert letter.recipient_id == tang.user_id
    page = browser(tang).get(f"/inbox/{letter.pk}").content.decode()
    assert "琥珀星币 100 枚" in page
    assert "礼盒" not in page


def test_a_merchant_is_written_to_before_his_paper_ends_once(harbour, lin, shop, tang):
    tied(lin, shop)
    approved(lin, shop, valid_until=in_days(6))
    system = system_actor(harbour.pk)
    with acting(system):
        services.papers_tell(actor=system)
        services.papers_tell(actor=system)

    (letter,) = letters(harbour, "supply_paper_ending")
    assert letter.recipient_id == tang.user_id
