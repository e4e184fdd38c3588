"""What tests of right holders' notices arrange: a shop on sale, a notice, what follows of it."""

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from catalog import services as goods
from catalog.models import Offer
from complaints import selectors, services
from complaints.models import Complaint, Notice
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from office import services as office
from tests import builders
from tests.catalog.conftest import TEA, stored
from tests.complaints import particulars
from tests.complaints.conftest import PARTICULARS, answer, do, file, filing

INFRINGED = "直播间卖的茶叶罐用了我们注册的图形商标。"
DECLARED = {"text": "我们有商标注册人的授权。", "evidence": "授权书编号 A-2026-17，见附件。"}


@dataclass
class Shop:
    """An operator with a login, his room, and an offer that was let through."""

    operator: Actor
    party: Any
    room: Any
    offer: Offer


def shop(owner: Any, officer: Actor, login: str = "qing", item: Any = TEA) -> Shop:
    """Open a room of an operator who can read here, with one offer on sale."""
    operator = builders.person(owner, login, "streamer")
    party = builders.party(owner, public_name=login.title(), user_id=operator.user_id)
    room = builders.room(operator, f"{login} 的店", operator_id=party.pk)
    return Shop(operator, party, room, offered(officer, room, item))


def offered(officer: Actor, room: Any, item: Any = TEA) -> Offer:
    """Put something on sale in a room."""
    (product,) = stored(officer, item)
    with acting(officer):
        wish = goods.Wish(product.external_id, "", 19_800)
        return goods.offer_propose(actor=officer, room_id=room.pk, wish=wish)


def noticed(passer: Actor, form: bytes = b"", **fields: Any) -> services.Filed:
    """File a notice as a right holder of the public."""
    given = {one: fields.pop(one) for one in ("right", "wanted", "evidence") if one in fields}
    with acting(passer):
        return services.notice_file(
            actor=passer,
            filing=replace(filing("property"), statement=INFRINGED, **fields),
            particulars=replace(PARTICULARS, **given),
            form=form or uuid7().bytes,
        )


def taken(officer: Actor, filed: services.Filed, *offers: Offer) -> Notice:
    """Take the offers off sale and pass the notice on."""
    ids = [one.pk for one in offers]
    return do("notice_take", officer, complaint_id=filed.complaint.pk, offer_ids=ids)


def declared(operator: Actor, filed: services.Filed, **fields: str) -> Notice:
    """Declare, as the operator, that nothing is infringed."""
    return do("declaration_file", operator, complaint_id=filed.complaint.pk, **DECLARED | fields)


def notice_of(row: Complaint) -> Notice:
    """Return the notice that a complaint is, as it is now."""
    actor = system_actor(row.tenant_id)
    with acting(actor), transaction.atomic():
        return selectors.notice_get(actor, row.pk)


def is_held(offer: Offer) -> bool:
    """Tell whether an offer is off sale on account of a notice."""
    with acting(system_actor(offer.tenant_id)), transaction.atomic():
        return Offer.objects.get(pk=offer.pk).is_held


def clocks_follow(row: Complaint) -> None:
    """Look at the clocks, as the beat does."""
    actor = system_actor(row.tenant_id)
    with acting(actor):
        office.clocks_follow(actor=actor)


def told(row: Complaint) -> list[str]:
    """Return what the right holder reads on his receipt's page."""
    passer = Actor(tenant_ids=frozenset({row.tenant_id}), roles=frozenset({"public"}))
    with acting(passer), transaction.atomic():
        said = selectors.messages_of(passer, row)
        texts = selectors.texts_of(passer, row, said)
        return [texts[one.pk] for one in said]


def right(officer: Actor) -> tuple[dict[str, Any], list[str]]:
    """Return what is right of operations by receipt and of notices, and a notice passed on with a
    complaint whose consumer asks for particulars."""
    informed, asked = particulars.right(officer)
    passer = Actor(tenant_ids=officer.tenant_ids, roles=frozenset({"public"}))
    of = builders.room(officer, "另一家店")
    filed = noticed(passer)
    taken(officer, filed, offered(officer, of, TEA | {"id": "sku-noticed"}))
    answered = [file(passer) for _each in range(2)]
    for one in answered:
        answer(officer, one.complaint)
    by = [_by(one) for one in (*answered, file(passer), file(passer), filed)]
    claimed = {"right": "trademark", "capacity": "holder", "wanted": ["remove"]}
    plain = {"external_id": "", "place": "", "phone": "13800001234", "email": ""}
    nothing = dict.fromkeys(("room", "session", "offer"))
    return informed | {
        "complaint_receipt_contest": by[0] | {"text": "又发生了，同一个主播。"},
        "complaint_receipt_settle": by[1],
        "complaint_receipt_withdraw": by[2],
        "complaint_receipt_say": by[3] | {"text": "补充：第二天又发生了。"},
        "complaint_notice_sued": by[4] | {"where": "杭州互联网法院（2026）浙0192民初1号"},
        "complaint_notice_declare": DECLARED,
        "complaint_notice_file": claimed | plain | nothing | {
            "name": "周小禾",
            "statement": INFRINGED,
            "proof": "商标注册证第 12345 号，权利人周小禾",
            "evidence": "直播间商品图与注册商标对比，见附件。",
        },
    }, [str(filed.complaint.pk), asked]  # fmt: skip


def _by(filed: services.Filed) -> dict[str, str]:
    return {"number": filed.receipt.number, "code": filed.receipt.secret}
