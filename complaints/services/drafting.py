"""What is on file of a disputed purchase: who sold, who was on air, what was ordered."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import override

from catalog import selectors as catalog
from catalog import services as supply
from catalog.models import Offer, PageSnapshot
from complaints import selectors
from complaints.models import Complaint
from complaints.rules.particulars import MARKETERS, OPERATOR, TRADE, Draft, Item
from complaints.selectors.reading import keys_of, opened
from livecompliance.kernel import clock, personal
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import acting
from parties import selectors as registers
from parties import services as parties
from parties.models import Party
from rooms import selectors as rooms
from rooms.models import OnAir, Room, Session

ORGANISED = frozenset({Party.Kind.COMPANY, Party.Kind.OTHER, Party.Kind.INDIVIDUAL})


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draft, and what belongs to it that no page shows: names in clear, whom it tells about."""

    draft: Draft
    names: dict[str, str] = field(default_factory=dict, repr=False)
    parties: tuple[UUID, ...] = ()


@dataclass(slots=True)
class _Sheet:
    """Lines as they are found."""

    items: list[Item] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict, repr=False)
    parties: list[UUID] = field(default_factory=list)

    def put(self, part: str, label: str, said: str, number: int = 0, mark: str = "") -> None:
        if said:
            key = f"{part}.{number}.{label}" + (f".{mark}" if mark else "")
            self.items.append(Item(key, part, label, said, number))

    def put_name(self, part: str, name: str, number: int = 0) -> None:
        """Put a person's own name: masked, unless an officer says why it must be known."""
        if name:
            key = f"{part}.{number}.name"
            masked = personal.mask("name", name)
            self.items.append(Item(key, part, "name", masked, number, is_veiled=True))
            self.names[key] = name


@dataclass(frozen=True, slots=True)
class _Bought:
    """Goods, where and when they were bought; `page` where the order's page was kept."""

    offer: Offer
    session: Session | None
    at: datetime
    page: PageSnapshot | None = None


def draft_draw(*, actor: Actor, row: Complaint) -> Drawn:
    """Return everything on file of a disputed purchase, and what is not there.

    The order's number is found among the pages that the platform kept of orders: it says
    broadcast, goods and instant. Without it, room and the time that the consumer gave do. What
    names a person is masked, and whoever was a minor then is told by his stage name alone.

    Law: O117-consumer-disputes
    """
    product = system_actor(row.tenant_id)
    sheet = _Sheet()
    with acting(product), override("en" if row.language == "en" else "zh-hans"):
        order = opened(row, "order_ref", keys_of(product, [row]).get(row.pk))
        bought = _bought(product, row, order)
        room, session, at = _place(product, row, bought)
        _operator(product, sheet, room, at)
        _marketers(product, sheet, session, at)
        _trade(product, sheet, order, bought, session)
        _records(product, sheet, row)
    draft = Draft(tuple(sheet.items), tuple(dict.fromkeys(sheet.missing)))
    return Drawn(draft, sheet.names, tuple(dict.fromkeys(sheet.parties)))


def _bought(actor: Actor, row: Complaint, order: str) -> list[_Bought]:
    """Return what the order was of, as the platform kept it; else the goods complained of."""
    pages = catalog.snapshots_of_order(actor, order) if order else []
    found = [
        _Bought(one.offer, one.session, one.ordered_at, one)
        for one in pages
        if row.room_id in (None, one.session.room_id) and row.offer_id in (None, one.offer_id)
    ]
    if found or row.offer_id is None:
        return found
    offer = catalog.offer_get(actor, row.offer_id)
    at = row.happened_at or row.filed_at
    return [_Bought(offer, _session(actor, row, at), at)]


def _place(
    actor: Actor, row: Complaint, bought: list[_Bought]
) -> tuple[Room | None, Session | None, datetime]:
    if bought and bought[0].session is not None:
        return bought[0].session.room, bought[0].session, bought[0].at
    at = row.happened_at or row.filed_at
    return row.room, _session(actor, row, at), at


def _session(actor: Actor, row: Complaint, at: datetime) -> Session | None:
    """Return the broadcast named, or the one on air at the time that the consumer gave."""
    if row.session_id is not None:
        return rooms.session_get(actor, row.session_id)
    if row.room is None or row.happened_at is None:
        return None
    moment = rooms.moment_of(actor, row.room, at)
    return moment.session if moment is not None and moment.session.started_at <= at else None


def _operator(actor: Actor, sheet: _Sheet, room: Room | None, at: datetime) -> None:
    if room is None:
        sheet.missing.append("no_room")
        return
    sheet.put(OPERATOR, "room", room.title)
    if room.operator_id is None:
        sheet.put(OPERATOR, "account", room.operator_name)
        sheet.missing.append("no_operator")
        return
    sheet.parties.append(room.operator_id)
    known = parties.parties_inform(actor=actor, ids=[room.operator_id], on=clock.to_date(at))
    one = known[room.operator_id]
    sheet.put(OPERATOR, "account", one.account)
    try:
        card, values = parties.card_for_everybody(actor, one.id)
    except NotFound:
        sheet.missing.append("no_card")
    else:
        for line in registers.card_items(card.kind, values):
            sheet.put(OPERATOR, f"card.{card.kind}.{line['name']}", line["said"])
    if one.kind in ORGANISED:
        sheet.put(OPERATOR, "contact", one.contact)
    sheet.put_name(OPERATOR, one.name)


def _marketers(actor: Actor, sheet: _Sheet, session: Session | None, at: datetime) -> None:
    if session is None:
        sheet.missing.append("no_session")
        return
    sheet.put(MARKETERS, "session", _span(session.started_at, session.ended_at))
    seen = rooms.cast_list(actor, session.pk)
    then = [one for one in seen if _was_on(one, at)]
    if seen and not then:
        sheet.missing.append("cast_whole")  # nobody at that very instant: all of the broadcast
    if not seen:
        sheet.missing.append("no_cast")
    ids = [one.party_id for one in then or seen if one.party_id is not None]
    known = parties.parties_inform(actor=actor, ids=ids, on=clock.to_date(session.started_at))
    for number, one in enumerate(then or seen, 1):
        sheet.put(MARKETERS, "stage", one.stage_name, number)
        sheet.put(MARKETERS, "on_air", _span(one.joined_at, one.left_at), number)
        who = known.get(one.party_id) if one.party_id is not None else None
        if who is None:
            continue
        sheet.parties.append(who.id)
        sheet.put(MARKETERS, "agency", "、".join(who.agencies), number)
        if who.is_minor:
            sheet.missing.append("minor")
        sheet.put_name(MARKETERS, who.name, number)


def _was_on(one: OnAir, at: datetime) -> bool:
    return one.joined_at <= at and (one.left_at is None or at <= one.left_at)


def _trade(
    actor: Actor, sheet: _Sheet, order: str, bought: list[_Bought], session: Session | None
) -> None:
    sheet.put(TRADE, "order", order)
    if not order:
        sheet.missing.append("no_order")
    elif not any(one.page for one in bought):
        sheet.missing.append("no_page")
    if not bought:
        sheet.missing.append("no_goods")
    for number, one in enumerate(bought, 1):
        _goods(actor, sheet, one, number)
    if session is None:
        return
    display = catalog.display_latest(actor, session.pk)
    if display is None:
        sheet.missing.append("no_display")
    else:
        sheet.put(TRADE, f"display.{display.form}", _at(display.reported_at))


def _goods(actor: Actor, sheet: _Sheet, bought: _Bought, number: int) -> None:
    """Put goods as they were pinned to the broadcast; as they are offered where they were not."""
    offer, at = bought.offer, bought.at
    pin = catalog.pin_at(actor, bought.session.pk, offer.pk, at) if bought.session else None
    what: Any = pin or offer
    sheet.put(TRADE, "goods", what.product.title, number)
    sheet.put(TRADE, "goods_number", what.product.external_id, number)
    if what.price_fen is not None:
        sheet.put(TRADE, "price", catalog.yuan(what.price_fen), number)
    if pin is not None:
        sheet.put(TRADE, "pinned", _at(pin.pinned_at), number)
    else:
        sheet.missing.append("no_pin")
    if what.seller is not None:
        reached = supply.seller_inform(actor=actor, seller=what.seller)
        sheet.put(TRADE, "seller", what.seller.title, number)
        sheet.put(TRADE, "seller_code", what.seller.code, number)
        sheet.put(TRADE, "seller_address", reached.address, number)
        sheet.put(TRADE, "seller_phone", reached.phone, number)
    else:
        sheet.missing.append("no_seller")
    if bought.page is not None:
        sheet.put(TRADE, "ordered", _at(bought.page.ordered_at), number)
        sheet.put(TRADE, "page", bought.page.sha256, number)


def _records(actor: Actor, sheet: _Sheet, row: Complaint) -> None:
    found = selectors.trade_of(actor, row)
    for one in found:
        amount = "" if one.amount_fen is None else catalog.yuan(one.amount_fen)
        line = " · ".join(filter(None, (_at(one.row.at), one.text, amount)))
        sheet.put(TRADE, f"record.{one.row.kind}", line, mark=str(one.row.pk))
    kinds = {one.row.kind for one in found}
    sheet.missing += [f"no_{kind}" for kind in ("payment", "logistics") if kind not in kinds]


def _at(at: datetime) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _span(since: datetime, until: datetime | None) -> str:
    """Return from when until when; what has not ended has no end."""
    return f"{_at(since)} – {_at(until) if until else ''}".rstrip()
