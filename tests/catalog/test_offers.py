"""What rooms will sell: reviewed before the broadcast, pinned to it, and what the gate says."""

import hashlib
from datetime import datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from catalog import selectors, services
from catalog.gate import check
from catalog.models import Offer, Pin, Product, ProductDecision
from catalog.services.recheck import judge_again
from livecompliance.kernel import clock, gate
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import Forbidden, Invalid, NotFound
from livecompliance.kernel.gate import Asked
from livecompliance.kernel.tenancy import acting
from office import services as office
from tests import builders
from tests.catalog.conftest import COINS, GUN, LIQUOR, NEAR, TEA, published, stored
from tests.catalog.suppliers import approved, in_days, on_shelf, verified
from tests.studio.packs import carry

pytestmark = pytest.mark.django_db
WHY = "说明书写明只喷水，没有弹匣"


@pytest.fixture
def shop(lin):
    return verified(lin)


def offered(actor, room, product, seller=None, fen=19_800):
    wish = services.Wish(product.external_id, str(seller.pk) if seller else "", fen)
    with acting(actor):
        return services.offer_propose(actor=actor, room_id=room.pk, wish=wish)


def decided(actor, product, *, is_allowed=True, revision=1):
    with acting(actor):
        return services.product_decide(
            actor=actor, product_id=product.pk, is_allowed=is_allowed, reason=WHY, revision=revision
        )


def reasons(actor, room):
    asked = Asked(room_id=room.pk, operator_id=None, marketers=(), at=clock.now())
    with acting(actor):
        return list(check(actor, asked))


def codes(actor, room):
    return [(one.code, one.data["product"]) for one in reasons(actor, room)]


def rows(owner, model):
    with acting(system_actor(owner.pk)):
        return list(model.objects.order_by("id"))


@pytest.mark.law("O117-supplier-check")
def test_what_is_near_nothing_is_let_through_and_what_is_ambiguous_waits(lin, shop, tea_room):
    tea, near = stored(lin, TEA, NEAR)
    assert offered(lin, tea_room, tea, shop).state == "approved"
    assert offered(lin, tea_room, near, shop).state == "waiting"

    assert codes(lin, tea_room) == [("goods_unreviewed", "sku-4")]
    decided(lin, near)
    assert codes(lin, tea_room) == []
    with acting(lin):
        offers = selectors.offers_of_room(lin, tea_room.pk)
    assert [one.is_reviewed_by_person for one in offers] == [False, True]


@pytest.mark.law("O117-illegal-goods")
def test_what_the_catalogue_forbids_is_refused_and_denied_with_its_entry(lin, shop, tea_room):
    (gun,) = stored(lin, GUN)
    assert offered(lin, tea_room, gun, shop).state == "refused"

    (reason,) = reasons(lin, tea_room)
    assert (reason.code, reason.clause) == ("goods_blocked", "O117-illegal-goods")
    assert "imitation-guns" in reason.data["entries"]
    assert "仿真枪" in gate.said(reason)["message"]
    with override("en"):
        assert "Imitation guns" in gate.said(reason)["message"]


@pytest.mark.law("O117-supplier-check")
def test_a_licence_gated_product_is_denied_with_the_exact_paper_until_it_is_there(
    lin, shop, tea_room
):
    (liquor,) = stored(lin, LIQUOR)
    assert offered(lin, tea_room, liquor, shop).state == "approved"

    (reason,) = reasons(lin, tea_room)
    assert (reason.code, reason.data["kind"]) == ("goods_paper_missing", "liquor-trading-record")
    assert "食品经营许可（含酒类）" in gate.said(reason)["message"]
    approved(lin, shop, "liquor-trading-record", valid_until=in_days(400))
    assert codes(lin, tea_room) == []


def test_a_licence_that_ends_before_the_broadcast_may_is_named_with_its_day(
    lin, shop, tea_room, monkeypatch
):
    (liquor,) = stored(lin, LIQUOR)
    offered(lin, tea_room, liquor, shop)
    approved(lin, shop, "liquor-trading-record", valid_until=in_days(0))
    late = datetime.combine(clock.today(), time(23, 30), clock.SHANGHAI)  # into the next day
    asked = Asked(room_id=tea_room.pk, operator_id=None, marketers=(), at=late)
    with acting(lin):
        (reason,) = check(lin, asked)
    assert reason.code in {"goods_paper_expires", "goods_paper_expired"}
    assert reason.data["on"] == in_days(0).isoformat()


@pytest.mark.law("O117-real-seller")
def test_a_product_without_its_actual_seller_is_denied(lin, tea_room):
    (tea,) = stored(lin, TEA)
    offered(lin, tea_room, tea)
    assert codes(lin, tea_room) == [("goods_supplier_missing", "sku-1")]


def test_another_content_falls_back_to_review_and_another_price_is_a_new_offer(lin, shop, tea_room):
    (tea,) = stored(lin, TEA)
    offer = offered(lin, tea_room, tea, shop)
    again = offered(lin, tea_room, tea, shop, fen=1)
    assert (again.pk, again.price_fen) == (offer.pk, 1)
    stored(lin, TEA | {"title": "仿真水枪"})

    assert codes(lin, tea_room) == [("goods_unreviewed", "sku-1")]


def test_what_is_listed_passes_by_two_officers_and_never_by_one_alone(lin, mei, harbour):
    (gun,) = stored(lin, GUN)
    assert decided(lin, gun).standing == "waiting"
    with pytest.raises(services.SecondPerson):
        decided(lin, gun)
    assert decided(mei, gun).standing == "approved"
    assert [one.is_final for one in rows(harbour, ProductDecision)] == [False, True]


def test_who_looked_at_an_older_content_decides_nothing(lin):
    (near,) = stored(lin, NEAR)
    stored(lin, NEAR | {"title": "仿真玩具枪"})
    with pytest.raises(services.AlreadyStands):
        decided(lin, near, revision=1)


@pytest.mark.long
@pytest.mark.law("M-rules-and-catalogue")
def test_a_decision_stands_while_the_catalogue_says_the_same_and_is_looked_at_again_else(
    lin, mei, shop, tea_room, later, harbour
):
    near, tea = stored(lin, NEAR, TEA)
    decided(lin, near)
    for one in (near, tea):
        offered(lin, tea_room, one, shop)
    assert codes(lin, tea_room) == []
    published(lin, mei, entry_of("龙井茶"))
    later(minutes=10)

    assert codes(lin, tea_room) == [("goods_blocked", "sku-1")], "the gate reads the new catalogue"
    with acting(lin):
        job = services.products_recheck(actor=lin)
        assert carry(lin, job, judge_again) == {"judged": 2, "changed": 1}
    stands = {one.external_id: one.standing for one in rows(harbour, Product)}
    assert stands == {"sku-4": "approved", "sku-1": "blocked"}
    with acting(lin):
        verdicts = selectors.verdicts_of(lin, rows(harbour, Product)[1])
    assert [one.cause for one in verdicts] == ["catalogue", "submitted"]
    assert len({one.catalogue for one in verdicts}) == 2


def entry_of(term):
    return COINS | {"id": "own-tea", "terms": [term], "hits": [term], "passes": []}


@pytest.mark.long
@pytest.mark.law("O117-supplier-check")
def test_what_was_approved_is_pinned_to_the_broadcast_as_it_was_and_its_seller_is_kept(
    lin, chun, shop, tea_room, harbour
):
    (tea,) = stored(lin, TEA)
    offered(lin, tea_room, tea, shop)
    builders.observing(harbour)
    session = builders.session(chun, tea_room)
    (pin,) = rows(harbour, Pin)
    assert (pin.session_id, pin.digest, pin.price_fen) == (session.pk, tea.digest, 19_800)

    cup = stored(lin, {"external_id": "sku-9", "title": "保温杯"})[0]
    offered(lin, tea_room, cup, shop)
    assert len(rows(harbour, Pin)) == 2, "what joins on air is pinned too"
    with acting(lin):
        services.offer_decide(actor=lin, offer_id=rows(harbour, Offer)[0].pk, is_allowed=False,
                              reason="价格与备案不符")  # fmt: skip
    builders.end(session)
    with acting(lin):
        assert selectors.supplier_get(lin, shop.pk).keep_until == in_days(0).replace(
            year=in_days(0).year + 3
        )


def test_a_streamer_offers_in_his_own_room_and_reviews_nothing(lin, chun, shop, tea_room):
    (near,) = stored(lin, NEAR)
    offer = offered(chun, tea_room, near, shop)
    assert offer.state == "waiting"
    with acting(chun), pytest.raises(Forbidden):
        services.offer_decide(actor=chun, offer_id=offer.pk, is_allowed=True)
    with acting(chun), pytest.raises(Forbidden):
        services.product_decide(actor=chun, product_id=near.pk, is_allowed=True, reason=WHY,
                                revision=1)  # fmt: skip
    other = builders.room(lin, "别人的直播间")
    with pytest.raises(NotFound):
        offered(chun, other, near, shop)


def test_another_tenant_offers_decides_and_withdraws_nothing_of_ours(lin, outsider, shop, tea_room):
    (tea,) = stored(lin, TEA)
    offer = offered(lin, tea_room, tea, shop)
    with pytest.raises(NotFound):
        offered(outsider, tea_room, tea, shop)
    for act in (services.offer_withdraw, services.offer_decide):
        more = {"is_allowed": False, "reason": "不可以"} if act is services.offer_decide else {}
        with acting(outsider), pytest.raises(NotFound):
            act(actor=outsider, offer_id=offer.pk, **more)


@pytest.mark.law("O117-evidence-3y")
def test_the_page_of_an_order_is_kept_once_with_its_file_and_its_digest(
    lin, chun, shop, tea_room, harbour
):
    (tea,) = stored(lin, TEA)
    offer = offered(lin, tea_room, tea, shop)
    builders.observing(harbour)
    session = builders.session(chun, tea_room)
    system = builders.program(harbour, "catalog.write", "files.write")
    body = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    file = on_shelf(system, body)
    page = services.Page("o-1", hashlib.sha256(body).hexdigest(), clock.now(), file.pk)

    def keep(given):
        with acting(system):
            return services.snapshot_keep(
                actor=system, offer_id=offer.pk, session_id=session.pk, page=given
            )

    first, again = keep(page), keep(page)
    assert first.pk == again.pk
    with acting(system):
        kept = office.file_open(actor=system, file_id=first.file_id)
        assert b"".join(kept.pieces()) == body
        assert kept.file.expires_at is None
    with pytest.raises(services.OrderKnown):
        keep(services.Page("o-1", "0" * 64, clock.now()))
    with pytest.raises(Invalid):
        keep(services.Page("o-2", "0" * 64, clock.now(), file.pk))
    with acting(lin), pytest.raises(Forbidden):
        services.snapshot_keep(actor=lin, offer_id=offer.pk, session_id=session.pk, page=page)


@pytest.mark.long
def test_the_gate_asks_no_more_for_forty_offers_than_for_two(lin, shop, tea_room):
    products = stored(lin, *({"external_id": f"n-{n}", "title": f"保温杯 {n}"} for n in range(40)))
    for one in products[:2]:
        offered(lin, tea_room, one, shop)
    few = statements(lin, tea_room)
    for one in products[2:]:
        offered(lin, tea_room, one, shop)

    assert statements(lin, tea_room) == few <= 8
    assert reasons(lin, tea_room) == []


def statements(actor, room):
    """Return how many statements the gate's question takes, the walls' own left out.

    Which versions there are is remembered for a second of the real clock, which may pass at any
    point of a slow run: it is asked anew each time, so that every count has it.
    """
    selectors.marks_forget(actor)
    selectors.releases_forget()
    with CaptureQueriesContext(connection) as captured:
        reasons(actor, room)
    asked = [one["sql"] for one in captured if "set_config" not in one["sql"]]
    return len([one for one in asked if one.startswith("SELECT")])
