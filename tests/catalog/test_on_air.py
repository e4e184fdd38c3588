"""Papers, suppliers, recalls and the catalogue turn against goods that are on air: at once."""

import pytest
from django.db import transaction

from catalog import services
from catalog.events import GoodsTurned
from catalog.models import Offer
from catalog.selectors.on_air import sessions_recalled, sessions_supplied
from ledger.models import Outbox, Sequel
from livecompliance.kernel import events
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation.models import Measure
from office.models import Letter
from rooms.models import Admission
from tests import builders
from tests.catalog.conftest import COINS, LIQUOR, NEAR, TEA, published, stored
from tests.catalog.suppliers import CODES, approved, given, in_days, look, recalled, verified
from tests.catalog.test_notices import STARS, told
from tests.catalog.test_offers import offered
from tests.proof import browser

pytestmark = pytest.mark.django_db
PAPER = "食品经营许可（含酒类）"


@pytest.fixture
def shop(lin):
    return verified(lin)


@pytest.fixture
def paper(lin, shop):
    return approved(lin, shop, "liquor-trading-record", valid_until=in_days(400))


@pytest.fixture
def session(lin, chun, shop, paper, tea_room):
    """Tea and liquor are on air, with every paper."""
    for one in stored(lin, TEA, LIQUOR):
        offered(lin, tea_room, one, shop)
    return builders.session(chun, tea_room)


def asked(of, goods_only=True):
    """Return what the gate said last of the goods of a broadcast; None where it was not asked."""
    with acting(system_actor(of.tenant_id)), transaction.atomic():
        rows = Admission.objects.filter(session=of, kind="again").order_by("-asked_at", "-pk")
        if not rows:
            return None
        return {(one["code"], one["data"].get("product", "")) for one in rows[0].reasons
                if one["code"].startswith("goods_") or not goods_only}  # fmt: skip


def warned(of):
    with acting(system_actor(of.tenant_id)), transaction.atomic():
        rows = Measure.objects.filter(session=of, rule="GATE-GOODS").order_by("pk")
        return [(one.reason_zh, one.withdrawn_at is None) for one in rows]


def unadmitted(of):
    with acting(system_actor(of.tenant_id)), transaction.atomic():
        rows = Outbox.objects.filter(topic="session.unadmitted").order_by("pk")
        return [one.payload["reasons"] for one in rows]


def withdrawn(lin, paper):
    with acting(lin):
        services.paper_withdraw(actor=lin, paper_id=paper.pk, reason="许可证被吊销")


@pytest.mark.long
@pytest.mark.law("O117-supplier-check", "M-live-verification")
def test_a_paper_that_is_withdrawn_on_air_is_named_to_streamer_platform_and_officers_at_once(
    lin, session, paper
):
    withdrawn(lin, paper)

    assert asked(session) == {("goods_paper_missing", "sku-2")}
    [(said, stands)] = warned(session)
    assert (f"“酱香型白酒 53度”缺少{PAPER}" in said, stands) == (True, True)
    [reasons] = unadmitted(session)
    (named,) = [one for one in reasons if one["code"] == "goods_paper_missing"]
    assert (named["data"]["kind"], named["data"]["paper_zh"]) == ("liquor-trading-record", PAPER)
    with acting(lin), transaction.atomic():
        (letter,) = Letter.objects.filter(topic="admission_lost", recipient_id=lin.user_id)
    assert PAPER in browser(lin).get(f"/inbox/{letter.pk}").content.decode()


@pytest.mark.long
def test_a_new_paper_takes_the_warning_back(lin, session, shop, paper):
    withdrawn(lin, paper)
    approved(lin, shop, "liquor-trading-record", valid_until=in_days(300))

    assert asked(session) == set()
    assert [stands for _said, stands in warned(session)] == [False]


@pytest.mark.long
def test_goods_that_are_taken_off_take_the_warning_back_too(lin, session, paper):
    withdrawn(lin, paper)
    with acting(lin):
        offer = Offer.objects.get(product__external_id="sku-2")
        services.offer_withdraw(actor=lin, offer_id=offer.pk)

    assert asked(session) == set()
    assert [stands for _said, stands in warned(session)] == [False]


@pytest.mark.long
@pytest.mark.law("O117-supplier-check")
@pytest.mark.parametrize("how", ["closed", "refused", "distrusted", "changed"])
def test_a_supplier_who_is_let_go_or_trusted_no_more_stops_all_its_goods(lin, session, shop, how):
    with acting(lin):
        if how == "closed":
            services.supplier_close(actor=lin, supplier_id=shop.pk, reason="不再合作")
        elif how == "changed":
            filed = services.Filed(kind="organisation", title="山野茶业集团", code=CODES[0])
            services.supplier_change(actor=lin, supplier_id=shop.pk, filed=filed)
    if how == "refused":
        look(lin, shop, is_verified=False, reason="地址不实")
    elif how == "distrusted":
        look(lin, shop, credit="dishonest")

    code = {"closed": "missing", "changed": "waiting"}.get(how, how)
    assert asked(session) == {(f"goods_supplier_{code}", one) for one in ("sku-1", "sku-2")}


@pytest.mark.long
@pytest.mark.law("O117-illegal-goods", "O117-necessary-measures")
def test_what_is_recalled_on_air_is_named_and_what_is_lifted_is_free(lin, session):
    (row,) = recalled(lin, brand="", name="酱香型白酒 53度")
    assert asked(session) == {("goods_recall_recalled", "sku-2")}
    [(said, _stands)] = warned(session)
    assert "召回或抽检不合格名单" in said

    with acting(lin):
        services.recall_lift(actor=lin, recall_id=row.pk, reason="名称录入有误")
    assert asked(session) == set()
    assert [stands for _said, stands in warned(session)] == [False]


@pytest.mark.long
def test_a_second_matter_is_told_again_and_one_warning_stands_for_both(lin, session, paper):
    withdrawn(lin, paper)
    recalled(lin, brand="", name="明前龙井茶 250g")

    assert len(unadmitted(session)) == 2
    (first, gone), (both, stands) = warned(session)
    assert (gone, stands) == (False, True)
    assert ("召回" in first, "召回" in both and PAPER in both) == (False, True)


@pytest.mark.long
@pytest.mark.law("M-rules-and-catalogue")
def test_a_version_that_comes_into_force_asks_about_what_is_on_air_with_its_goods(
    harbour, lin, mei, chun, shop, tea_room, later
):
    offered(lin, tea_room, *stored(lin, STARS), shop)
    session = builders.session(chun, tea_room)
    published(lin, mei, COINS)
    told(harbour)
    assert asked(session) is None, "its moment has not come"
    later(seconds=10)
    told(harbour)

    assert asked(session) == {("goods_blocked", "s-1")}
    [(said, _stands)] = warned(session)
    assert "星币" in said


def test_rooms_that_sell_nothing_of_it_are_not_asked(lin, session):
    other = verified(lin, title="皖山竹木工艺厂", code=CODES[3])
    sold = approved(lin, other, "liquor-trading-record", valid_until=in_days(40))
    withdrawn(lin, sold)
    recalled(lin, brand="云溪", name="保温杯")

    assert asked(session) is None


@pytest.mark.long
def test_another_tenants_papers_ask_nothing_here(lin, outsider, session):
    theirs = verified(outsider)
    withdrawn(outsider, approved(outsider, theirs, "liquor-trading-record"))
    recalled(outsider, brand="", name="明前龙井茶 250g")

    assert asked(session) is None


@pytest.mark.long
def test_a_paper_of_a_brand_asks_about_everybody_who_sells_under_it(lin, chun, shop, tea_room):
    (tea,) = stored(lin, TEA | {"brand": "山 野"})
    offered(lin, tea_room, tea, shop)
    session = builders.session(chun, tea_room)
    owner = verified(lin, title="皖山竹木工艺厂", code=CODES[3])
    mark = approved(
        lin, owner, "trademark-registration", number="TM-1", brand="山野", valid_until=in_days(40)
    )
    withdrawn(lin, mark)

    with acting(lin), transaction.atomic():
        assert sessions_supplied(lin, [owner.pk], ["山野"]) == [session.pk]
        assert sessions_supplied(lin, [owner.pk]) == []
        assert sessions_recalled(lin, []) == []
    assert asked(session, goods_only=False) is not None


@pytest.mark.long
def test_what_began_in_the_same_moment_is_looked_at_once_more(
    harbour, lin, chun, shop, paper, tea_room
):
    for one in stored(lin, LIQUOR):
        offered(lin, tea_room, one, shop)
    withdrawn(lin, paper)
    session = builders.session(chun, tea_room)  # the gate let it in before it saw the paper gone
    assert asked(session) is None
    with acting(lin), transaction.atomic():
        (row,) = Sequel.objects.filter(name=events.name_of(GoodsTurned))
    product = system_actor(harbour.pk)
    with acting(product), transaction.atomic():
        body = {name: tuple(ids) for name, ids in row.body.items()}
        events.publish(GoodsTurned(product, **body))

    assert asked(session) == {("goods_paper_missing", "sku-2")}


@pytest.mark.long
@pytest.mark.law("O117-supplier-check")
def test_what_joins_on_air_without_its_paper_is_named_and_what_waits_stops_nothing(
    lin, chun, shop, tea_room
):
    offered(lin, tea_room, *stored(lin, TEA), shop)
    session = builders.session(chun, tea_room)
    offered(lin, tea_room, *stored(lin, NEAR), shop)
    assert not asked(session), "it is not sold before somebody reviewed it"
    offered(lin, tea_room, *stored(lin, LIQUOR), shop)

    assert asked(session) == {("goods_paper_missing", "sku-2")}


@pytest.mark.long
def test_a_paper_that_waits_says_so(lin, session, shop, paper):
    withdrawn(lin, paper)
    given(lin, shop, "liquor-trading-record", valid_until=in_days(30))
    with acting(lin):
        services.supplier_look(
            actor=lin, supplier_id=shop.pk, looked=services.Looked(True, "sound")
        )
    assert asked(session) == {("goods_paper_waiting", "sku-2")}
