"""What the demo's rooms will sell: goods of their shows, with papers; and some to review."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from django.db import transaction

from catalog import gate, selectors, services
from catalog.models import Product
from livecompliance.demo import denied, script
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from office import services as office
from rooms import selectors as rooms

SELLER = "demo-seller"
SOLD = (Product.Standing.CLEAR, Product.Standing.PAPERS)
CODES = {"xingxuan": "91330106MA2DEM1803", "yunji": "91310104MA1FK2D773"}
WINE = "y-wine"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HELD = timedelta(days=400)
TO_REVIEW: list[dict[str, Any]] = [
    {"external_id": "y-toy", "title": "仿真水枪 大容量 儿童戏水", "price": "39.90",
     "description": "透明外壳，只喷水，射程 6 米。", "category": "玩具"},
    {"external_id": "y-cup", "title": "手工吹制玻璃酒杯 两只", "price": "68.00",
     "barcodes": ["4006381333932"], "category": "家居"},
    {"external_id": "y-gun", "title": "1比1仿真手枪全金属可抛壳", "price": "299"},
    {"external_id": "y-fix", "title": "上门空调清洗 1 台", "kind": "service", "price": "89"},
    {"external_id": WINE, "title": "酱香型白酒 53度 500ml", "price": "899.00", "category": "酒水"},
]  # fmt: skip


def furnish(actor: Actor, slug: str, shows: list[script.Show], officer_id: UUID) -> None:
    """Hand in, offer and review what the shows sell, as the platform and its officer. Once.

    What nobody reviewed on purpose (`unreviewed-goods`) is left out, and is found when it is shown.
    A room that is not on air offers a wine without its licence: its gate says so.
    """
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    with tenancy.acting(officer), transaction.atomic():
        if selectors.product_page(officer, {"external_id": WINE}, None, 1):
            return
        seller = _seller(officer, CODES[slug])
        services.merchant_tie(actor=officer, supplier_id=seller, login="merchant")
        known = {one.external_id: one for one in rooms.room_list(officer)}
        for show in shows:
            items = _goods(show)
            found = services.products_check(actor=officer, items=items, is_kept=True)
            goods = {one.product.external_id: one.product for one in found.answers if one.product}
            for item in items:
                _prepare(officer, seller, goods[str(item["external_id"])])
                if goods[str(item["external_id"])].standing in SOLD:
                    _offer(officer, known[show.slug].pk, item)
            _complete(officer, known[show.slug].pk, seller)
        services.products_check(actor=officer, items=TO_REVIEW, is_kept=True)
        if denied.NUMBER in known:
            for item in (TO_REVIEW[-1], TO_REVIEW[1]):
                _offer(officer, known[denied.NUMBER].pk, item)


def _prepare(actor: Actor, seller: UUID, product: Product) -> None:
    """Give the papers that a product needs before it is offered: its room is on air."""
    if product.standing == Product.Standing.PAPERS:
        for kind in {str(name) for one in product.grounds for name in one["documents"]}:
            _paper(actor, seller, kind)


def _goods(show: script.Show) -> list[dict[str, Any]]:
    """Return the goods of a show as a platform hands them in; the fullest words of each."""
    left_out = {one.event_id for one in show.expected if one.family == "unreviewed-goods"}
    found: dict[str, dict[str, Any]] = {}
    hidden = set()
    for _at, event in show.events:
        if event.get("type") != "goods" or not event.get("product_id"):
            continue
        number = event["product_id"]
        if event["id"] in left_out:
            hidden.add(number)
        item = {"external_id": number, "title": event["title"]}
        item |= {key: event[key] for key in ("description", "category") if event.get(key)}
        item["price"] = f"{event['price_fen'] / 100:.2f}" if event.get("price_fen") else None
        found.setdefault(number, item)
    return [one for number, one in found.items() if number not in hidden]


def _offer(actor: Actor, room_id: UUID, item: dict[str, Any]) -> None:
    fen = round(float(item["price"]) * 100) if item.get("price") else None
    wish = services.Wish(str(item["external_id"]), SELLER, fen)
    services.offer_propose(actor=actor, room_id=room_id, wish=wish)


def _complete(actor: Actor, room_id: UUID, seller: UUID) -> None:
    """Give every paper that the goods of a room lack; take off what may not be sold."""
    against = gate.offer_reasons(actor, room_id)
    for offer in selectors.offers_of_room(actor, room_id):
        reasons = against.get(offer.product.external_id, [])
        for one in reasons:
            if one.code == "goods_paper_missing":
                _paper(actor, seller, str(one.data["kind"]))
        if any(one.code != "goods_paper_missing" for one in reasons):
            services.offer_withdraw(actor=actor, offer_id=offer.pk)


def _paper(actor: Actor, seller: UUID, kind: str) -> None:
    file = office.shelf_store(actor=actor, stream=BytesIO(PDF), name=f"{kind}.pdf")
    given = services.Paper(
        kind=kind, number="演许〔2026〕18 号", valid_until=clock.today() + HELD, file_id=file.pk
    )
    row = services.paper_give(actor=actor, supplier_id=seller, paper=given)
    services.paper_decide(actor=actor, paper_id=row.pk, is_approved=True)


def _seller(actor: Actor, code: str) -> UUID:
    filed = services.Filed(
        kind="organisation",
        title="望江春山商贸有限公司",
        code=code,
        external_id=SELLER,
        contact="唐小满",
        phone="139 0000 4321",
        address="演州市望江区春山路 8 号",
    )
    row = services.supplier_file(actor=actor, filed=filed)
    looked = services.Looked(is_verified=True, credit="sound")
    services.supplier_look(actor=actor, supplier_id=row.pk, looked=looked)
    return row.pk
