"""What the gate asks the database does not grow with the cast, whatever checks there are."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog import selectors as catalog
from catalog.models import Offer, Product
from livecompliance.kernel import gate
from livecompliance.kernel.tenancy import acting
from rooms import selectors
from rooms.models import Admission
from rooms.services import Wish, admission
from tests import builders
from tests.catalog.conftest import COINS, published, stored
from tests.catalog.suppliers import CODES, approved, given, in_days, recalled, verified

pytestmark = pytest.mark.django_db
MOST = 12  # statements of one answer, the room's own row and the answer that is kept included
MANY = 200
TEA = {"title": "明前龙井茶 250g", "brand": "山野", "barcodes": ["6901234567892"]}
LIQUOR = {"title": "酱香型白酒 53度", "brand": "云溪"}
CUP = {"title": "保温杯", "brand": ""}
GUN = {"title": "1比1仿真手枪全金属可抛壳"}
DECLARED = {"functions": ("moonwalk",), "technologies": ("virtual-host",), "is_virtual_image": True}


def asked(actor, room, crowd, **fields):
    """Ask the gate as a request does; return how many statements that took, and the answer."""
    wish = Wish(marketers=tuple(str(one.pk) for one in crowd), **fields)
    with acting(actor), transaction.atomic(), CaptureQueriesContext(connection) as captured:
        found, session = selectors.room_asked(actor, room.pk, lock=True)
        cast = admission.cast_of(actor, wish.marketers)
        said = admission.decide(actor, found, wish, cast, Admission.Kind.START, session)
    return len([one for one in captured if "set_config" not in one["sql"]]), said


@pytest.mark.law("O117-marketer-each-broadcast")
@pytest.mark.parametrize("kind", ["platform", "agency"])
def test_a_cast_of_forty_is_asked_about_in_no_more_statements_than_one(kind):
    house = builders.tenant("house", kind=kind)
    officer = builders.person(house, "officer", "officer")
    shop = builders.party(house, "operator", kind="company", external_id="shop")
    room = builders.room(officer, operator_id=shop.pk, external_id="room")
    crowd = [
        builders.party(house, "marketer", public_name=f"众{n}", external_id=f"n-{n}")
        for n in range(40)
    ]
    asked(officer, room, crowd[:1], **DECLARED)  # what a process remembers, it remembers now

    plain = {size: asked(officer, room, crowd[:size]) for size in (1, 8, 40)}
    full = {size: asked(officer, room, crowd[:size], **DECLARED) for size in (1, 8, 40)}

    assert len(gate.names()) >= 8
    assert len({number for number, _said in plain.values()}) == 1
    assert plain[40][0] <= MOST
    assert {number for number, _said in full.values()} == {plain[40][0]}  # what is declared, too
    codes = {one["code"] for one in full[1][1].reasons}
    assert {"technology_unassessed", "tier_function"} <= codes
    refused = {one["party"] for one in plain[40][1].reasons if one["code"] == "training_missing"}
    assert len(refused) == 40


def furnished(officer, second):
    """Let a house have every kind of proof that the gate reads of goods; return who supplies."""
    owner = verified(officer, title="山野集团有限公司", code=CODES[1])
    shop, other = verified(officer), verified(officer, title="云溪商贸有限公司", code=CODES[2])
    approved(officer, owner, "trademark-registration", number="1234567", brand="山野")
    approved(
        officer, shop, "brand-authorisation", brand="山野", giver_name=owner.title,
        giver_code=owner.code, valid_until=in_days(400),
    )  # fmt: skip
    approved(officer, shop, "liquor-trading-record", valid_until=in_days(400))
    given(officer, other, "liquor-trading-record", valid_until=in_days(400))
    recalled(officer, brand="", name="保温杯")
    published(officer, second, COINS)
    return owner, shop, other


def offer(officer, room, suppliers, kept):
    """Let a room offer goods that nobody refused."""
    Offer.objects.bulk_create(
        Offer(
            tenant_id=officer.tenant_id, room=room, product=one, digest=one.digest,
            state="approved", seller=suppliers[place % 3],
        )
        for place, one in enumerate(kept)
    )  # fmt: skip


def forget(officer):
    """Let a process know nothing of the last second, nor what it said of goods."""
    catalog.marks_forget(officer)
    catalog.releases_forget()
    catalog.said_forget()


@pytest.mark.law("O117-supplier-check")
def test_two_hundred_offers_with_every_proof_are_asked_about_in_no_more_statements_than_four():
    house = builders.tenant("house", policy={"brand_chain": 2})
    officer, second = (builders.person(house, name, "officer") for name in ("lin", "mei"))
    shop = builders.party(house, "operator", kind="company", external_id="shop")
    few, many = (
        builders.room(officer, operator_id=shop.pk, external_id=name) for name in ("few", "many")
    )
    crowd = [builders.party(house, "marketer", external_id=f"n-{n}") for n in range(8)]
    suppliers = furnished(officer, second)
    kinds = [TEA, LIQUOR, CUP, GUN]
    items = [kinds[n % 4] | {"external_id": f"sku-{n}"} for n in range(MANY)]
    kept = [*stored(officer, *items[:100]), *stored(officer, *items[100:])]
    with acting(officer), transaction.atomic():
        offer(officer, few, suppliers, kept[:4])
        offer(officer, many, suppliers, kept)
        Product.objects.update(catalogue="an older one")  # everything is judged again
    asked(officer, few, crowd, **DECLARED)  # what a process remembers of a version, it remembers

    costs = {}
    for room in (few, many):
        forget(officer)
        costs[room.external_id], said = asked(officer, room, crowd, **DECLARED)
        warm, same = asked(officer, room, crowd, **DECLARED)
        assert same.reasons == said.reasons
        assert warm <= costs[room.external_id] - 3  # neither versions nor contents are read again
        codes = {one["code"] for one in said.reasons if one["code"].startswith("goods_")}
        assert {"goods_blocked", "goods_recall_recalled"} < codes

    assert costs["few"] == costs["many"] <= MOST
    told = [one for one in said.reasons if one["code"].startswith("goods_")]
    assert len({one["data"]["product"] for one in told}) > MANY / 2
    assert {"goods_paper_missing", "goods_paper_waiting", "goods_brand_broken"} <= codes
