"""Consumers of the demo who ask what is on file of a purchase: one waits, one was given it."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from catalog import selectors as goods
from catalog import services as supply
from complaints import selectors, services
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from rooms import selectors as rooms
from rooms.models import Session

WAITS = "收到的茶叶罐盖子合不上，商家说不是他卖的。请把卖家和当时的主播、订单记录告诉我。"
GIVEN = "主播说七天无理由退货，商家不认。我要知道是谁卖的，好去起诉。"
ORDERS = ("T20261127-1187", "T20261126-0903")
PEOPLE: dict[str, Any] = {"name": "何青禾", "phone": "13800005678"}
MARK = "demo|informed"


def furnish(actor: Actor, officer_id: UUID) -> None:
    """Ask as two consumers; hand in payment and logistics, and give one of them. Once."""
    passer = Actor(actor.tenant_ids, roles=frozenset({"public"}))
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    with tenancy.acting(officer):
        if selectors.complaint_find_external(officer, MARK) is not None:
            return
        session = _session(officer)
    if session is None:
        return
    offer_id = _ordered(actor, session)
    waits, given = (
        _filed(passer, session, offer_id, number, text)
        for number, text in enumerate((WAITS, GIVEN))
    )
    with tenancy.acting(officer):
        for complaint_id in (waits, given):
            for traded in _records():
                services.trade_record_take(actor=officer, complaint_id=complaint_id, traded=traded)
        row = selectors.complaint_get(officer, given)
        looked = services.particulars_draft(actor=officer, row=row)
        note = "商家应当按直播中的承诺处理；协商不成的，可以凭这些信息起诉或向市场监管部门投诉。"
        give = services.Give(looked.seen, note=note)
        services.particulars_give(actor=officer, complaint_id=given, give=give)


def _session(officer: Actor) -> Session | None:
    """Return the newest broadcast of a room that has an operator."""
    for room in rooms.room_list(officer).filter(operator__isnull=False)[:20]:
        found = rooms.sessions_about(officer, room, clock.now())
        if found:
            return found[0]
    return None


def _ordered(actor: Actor, session: Session) -> UUID | None:
    """Keep the pages by which both orders were made, where the room has something on offer."""
    with tenancy.acting(actor):
        offers = goods.offers_of_room(actor, session.room_id)
        for order in ORDERS if offers else ():
            digest = hashlib.sha256(order.encode()).hexdigest()
            page = supply.Page(order, digest, _bought_at(session))
            supply.snapshot_keep(
                actor=actor, offer_id=offers[0].pk, session_id=session.pk, page=page
            )
        return offers[0].pk if offers else None


def _bought_at(session: Session) -> Any:
    return min(session.started_at + timedelta(minutes=1), clock.now())


def _filed(passer: Actor, session: Session, offer_id: UUID | None, number: int, text: str) -> UUID:
    filing = services.Filing(
        kind="goods",
        statement=text,
        order_ref=ORDERS[number],
        happened_at=_bought_at(session),
        room_id=session.room_id,
        offer_id=offer_id,
        external_id=MARK if number else "",
        asks_particulars=True,
        **PEOPLE,
    )
    form = f"{MARK}|{number}|{session.tenant_id}".encode()
    with tenancy.acting(passer):
        return services.complaint_file(actor=passer, filing=filing, form=form).complaint.pk


def _records() -> list[services.Traded]:
    now = clock.now()
    return [
        services.Traded("pay-1", "payment", now - timedelta(hours=40), "余额支付，已付款", 12_900),
        services.Traded("send-1", "logistics", now - timedelta(hours=30), "已揽收，次日签收"),
        services.Traded("ask-1", "service", now - timedelta(hours=4), "买家申请退货，商家未处理"),
    ]
