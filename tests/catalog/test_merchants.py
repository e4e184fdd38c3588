"""Merchants and agencies see what is asked of them: their own goods and papers, and no more."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from catalog import services
from catalog.models import Merchant, SupplierPaper
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid
from livecompliance.kernel.tenancy import acting
from office import services as office
from office.models import File
from parties import services as parties
from tests import builders
from tests.catalog.conftest import COINS, GUN, LIQUOR, TEA, published, stored
from tests.catalog.suppliers import CODES, PDF, approved, given, in_days, recalled, verified
from tests.catalog.test_notices import STARS, letters, told
from tests.catalog.test_offers import codes, offered
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


def handed(actor, row, body=PDF, name="licence.pdf", **fields):
    """Hand in a paper on the page, as a merchant does."""
    file = SimpleUploadedFile(name, body, "application/pdf")
    kind = {"kind": "liquor-trading-record", "valid_until": f"{in_days(300)}", "is_live": "on"}
    form = {"supplier": str(row.pk), "file": file} | kind | fields
    return browser(actor).post("/me/supplies/give", form, follow=True).content.decode()


def papers(owner):
    with acting(system_actor(owner.pk)), transaction.atomic():
        return list(SupplierPaper.objects.order_by("id"))


@pytest.mark.long
@pytest.mark.law("O117-supplier-check")
def test_a_merchant_hands_in_what_is_missing_and_an_officer_accepts_it(
    harbour, lin, shop, tang, tea_room
):
    tied(lin, shop)
    offered(lin, tea_room, *stored(lin, LIQUOR), shop)
    assert f"?supplier={shop.pk}&amp;kind=liquor-trading-record&amp;product=sku-2" in seen(tang)

    assert "已提交，待平台审核" in handed(tang, shop, covers="sku-2")
    (paper,) = papers(harbour)
    assert (paper.state, paper.given_by_id, paper.covers) == ("waiting", tang.user_id, ["sku-2"])
    assert "食品经营许可（含酒类）尚未审核" in seen(tang)
    handed(tang, shop, covers="sku-2")
    assert len(papers(harbour)) == 1, "the same paper twice is one"
    officer = browser(lin)
    assert "食品经营许可（含酒类）" in officer.get("/suppliers/papers").content.decode()
    with acting(lin):
        opened = office.file_open(actor=lin, file_id=paper.file)
        assert b"".join(opened.pieces()) == PDF
    officer.post(f"/suppliers/papers/{paper.pk}/approve", {"to": "papers"})
    assert codes(lin, tea_room) == []


@pytest.mark.long
def test_a_merchant_is_written_to_why_a_paper_was_refused(harbour, lin, shop, tang):
    tied(lin, shop)
    handed(tang, shop)
    (paper,) = papers(harbour)
    with acting(lin):
        services.paper_decide(actor=lin, paper_id=paper.pk, is_approved=False, reason="印章看不清")
    (letter,) = letters(harbour, "supply_paper_refused")
    assert letter.recipient_id == tang.user_id
    assert "印章看不清" in browser(tang).get(f"/inbox/{letter.pk}").content.decode()


@pytest.mark.long
def test_nobody_hands_in_for_a_supplier_he_does_not_speak_for(harbour, lin, shop, tang, chun):
    assert "没有这个供应商" in handed(tang, shop)
    tie = tied(lin, shop)
    with acting(lin):
        services.merchant_untie(actor=lin, merchant_id=tie.pk)
    assert "没有这个供应商" in handed(tang, shop)
    assert browser(chun).post("/me/supplies/give", {}).status_code == 403
    for actor in (lin, chun):
        with acting(actor), pytest.raises(Forbidden):
            services.paper_hand_in(
                actor=actor, supplier_id=shop.pk, paper=services.Paper(kind="quality-report"),
                stream=BytesIO(PDF), name="a.pdf",
            )  # fmt: skip
    assert papers(harbour) == []


@pytest.mark.long
def test_what_is_no_such_file_or_says_nothing_is_refused_and_nothing_kept(harbour, lin, shop, tang):
    tied(lin, shop)
    for fields in (
        {"body": b"MZ\x90\x00 not a paper at all"},
        {"name": "paper.exe"},
        {"kind": "no-such-kind"},
        {"valid_until": f"{in_days(-1)}"},
        {"supplier": "x"},
    ):
        page = handed(tang, shop, **fields)
        assert "已提交，待平台审核" not in page, fields
    with acting(system_actor(harbour.pk)), transaction.atomic():
        assert not File.objects.exclude(state="gone").exists()
    assert papers(harbour) == []


@pytest.mark.long
def test_fifty_papers_that_wait_are_enough(harbour, lin, shop, tang):
    tied(lin, shop)
    with acting(system_actor(harbour.pk)), transaction.atomic():
        SupplierPaper.objects.bulk_create(
            SupplierPaper(tenant_id=harbour.pk, supplier=shop, kind="quality-report")
            for _one in range(50)
        )
    assert "已有 50 份证照等待审核" in handed(tang, shop)
