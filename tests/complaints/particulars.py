"""What tests of particulars arrange: a shop with a card, a broadcast, an order, a request."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from catalog import services as goods
from complaints import selectors, services
from complaints.models import Complaint, ParticularsRequest
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from parties.models import Card, Party
from parties.services.sealing import sealer
from tests import builders
from tests.catalog.conftest import TEA, stored
from tests.catalog.suppliers import verified
from tests.complaints.conftest import do, file

ORDER, REAL = "T20261128-0042", "林小春"
ADDRESS, CONTACT = "浙江省杭州市西湖区龙井路 8 号", "057188880000"


@dataclass
class Sale:
    """A company's room, who was on air in it, what was sold, and the order of it."""

    operator: Actor
    party: Party
    marketer: Party
    room: Any
    session: Any
    offer: Any
    ordered_at: datetime


def sealed(party: Party, **values: str) -> None:
    """Put what names a party into it, sealed."""
    product = system_actor(party.tenant_id)
    with acting(product), transaction.atomic():
        party.save(update_fields=sealer(product, party.pk).put(party, values))


def card_of(party: Party, **values: str) -> Card:
    """Publish the card of a company."""
    product = system_actor(party.tenant_id)
    given = {"name": "云栖茶业有限公司", "code": "91310115MA1K3BTP2B", "address": ADDRESS}
    with acting(product), transaction.atomic():
        card = Card(
            id=uuid7(), tenant_id=party.tenant_id, party=party, number=1, kind=party.kind,
            state="published", changed_on=clock.today(), published_at=clock.now(),
        )  # fmt: skip
        sealer(product, party.pk).put(card, given | values)
        card.save(force_insert=True)
    return card


def sale(owner: Any, officer: Actor, *, minor: bool = False, order: str = ORDER) -> Sale:
    """Sell a tin of tea on air: the room's operator has a card, the order's page was kept."""
    operator = builders.person(owner, "yunqi", "streamer")
    party = builders.party(
        owner, "operator", kind="company", public_name="云栖茶", user_id=operator.user_id
    )
    sealed(party, mobile=CONTACT)
    card_of(party)
    until = clock.today().replace(year=clock.today().year + 1) if minor else None
    marketer = builders.party(
        owner, "marketer", public_name="阿春", external_id="m-chun", minor_until=until
    )
    sealed(marketer, name=REAL)
    room = builders.room(operator, "云栖茶室", operator_id=party.pk)
    (product,) = stored(officer, TEA)
    seller = verified(officer)
    with acting(officer):
        wish = goods.Wish(product.external_id, str(seller.pk), 12_800)
        offer = goods.offer_propose(actor=officer, room_id=room.pk, wish=wish)
    session = builders.session(officer, room, marketers=["m-chun"])
    at = clock.now()
    page = goods.Page(order, hashlib.sha256(b"page").hexdigest(), at)
    platform = system_actor(owner.pk)
    with acting(platform):
        goods.snapshot_keep(actor=platform, offer_id=offer.pk, session_id=session.pk, page=page)
    return Sale(operator, party, marketer, room, session, offer, at)


def bought(passer: Actor, of: Sale, kind: str = "goods", **fields: Any) -> services.Filed:
    """Complain of what was bought, with the order's number."""
    given: dict[str, Any] = {"order_ref": ORDER, "room_id": of.room.pk} | fields
    return file(passer, kind, **given)


def enquire(passer: Actor, filed: services.Filed, text: str = "") -> ParticularsRequest:
    return do("receipt_enquire", passer, receipt=filed.receipt, text=text)


def draft(officer: Actor, filed: services.Filed) -> services.Looked:
    with acting(officer), transaction.atomic():
        row = selectors.complaint_get(officer, filed.complaint.pk)
        return services.particulars_draft(actor=officer, row=row)


def lines(looked: services.Looked) -> dict[str, str]:
    """Return what a draft says, by what it is."""
    return {one.label: one.said for one in looked.draft.items}


def key_of(looked: services.Looked, label: str) -> str:
    return next(one.key for one in looked.draft.items if one.label == label)


def give(officer: Actor, filed: services.Filed, looked: Any = None, **more: Any) -> Any:
    """Give what is on file, as the officer looked at it."""
    given = services.Give((looked or draft(officer, filed)).seen, **more)
    return do("particulars_give", officer, complaint_id=filed.complaint.pk, give=given)


def read(passer: Actor, filed: services.Filed, number: int = 1, how: str = "page") -> Any:
    """Read what was given, by the receipt."""
    return do("receipt_particulars", passer, receipt=filed.receipt, number=number, how=how)[1]


def request_of(row: Complaint) -> ParticularsRequest | None:
    with acting(system_actor(row.tenant_id)), transaction.atomic():
        return ParticularsRequest.objects.filter(complaint_id=row.pk).first()


def right(officer: Actor) -> tuple[dict[str, Any], str]:
    """Return what is right of operations on particulars, and a complaint that asks for them."""
    passer = Actor(tenant_ids=officer.tenant_ids, roles=frozenset({"public"}))
    asked, told = file(passer, "goods"), file(passer, "goods", asks_particulars=True)
    give(officer, told)
    by = [{"number": one.receipt.number, "code": one.receipt.secret} for one in (asked, told)]
    return {
        "complaint_receipt_particulars": by[0] | {"text": ""},
        "complaint_receipt_particulars_read": by[1] | {"version": 1},
        "complaint_trade_record": {
            "external_id": "P-1", "record": "payment", "at": clock.now().isoformat(),
            "text": "已付款", "amount_fen": 12_800,
        },
    }, str(told.complaint.pk)  # fmt: skip
