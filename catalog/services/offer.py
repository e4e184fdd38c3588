"""What a room will sell: proposed, reviewed before the broadcast, pinned to it, withdrawn."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies, selectors
from catalog.models import Offer, Pin, Product, Supplier
from catalog.rules.offers import state_of
from catalog.services.decision import LONGEST, SHORTEST
from catalog.services.on_air import rooms_follow
from catalog.services.supplier import suppliers_used
from ledger import services as record
from livecompliance.kernel import clock, live, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from rooms import selectors as rooms
from rooms.models import Room, Session

REVIEW = "O117-supplier-check"


class OfferOver(Conflict):
    code = "offer_over"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to sell: a product and a supplier, by id or by the platform's number."""

    product: str
    seller: str = ""
    price_fen: int | None = None


@transaction.atomic
def offer_propose(*, actor: Actor, room_id: UUID, wish: Wish) -> Offer:
    """Propose what a room will sell. Another price or seller, or content, is reviewed anew.

    A product that the catalogue does not list, and that is near nothing, is let through by the
    rules; one that is forbidden is refused by them; the rest waits for an officer.

    Raises:
        NotFound: no such room for this actor.
        Invalid: no such product or supplier.
        Forbidden: neither the platform, an officer nor the streamer of the room.

    Law: O117-supplier-check, O117-illegal-goods
    """
    room = rooms.room_get(actor, room_id, lock=True)
    policies.require_offer(actor, room)
    product = _product(actor, wish.product)
    seller = _seller(actor, wish.seller)
    rows = Offer.objects.of(actor).filter(room=room, product=product)
    offer = rows.exclude(state=Offer.State.WITHDRAWN).select_for_update().first()
    if offer and _says(offer) == (product.digest, seller and seller.pk, wish.price_fen):
        return offer
    if offer is None:
        offer = Offer(tenant_id=actor.tenant_id, room=room, product=product)
        offer.is_held = selectors.is_held(actor, room.pk, product.pk)  # taken off, it stays held
    offer.seller, offer.price_fen = seller, wish.price_fen
    offer.proposed_by_id, offer.proposed_at = actor.user_id, clock.now()
    _settle(offer, product)
    offer.save()
    _note(actor, offer, "catalog.offer_proposed")
    if offer.state == Offer.State.APPROVED:
        pin_on_air(actor, room, [offer])
        rooms_follow(actor, [room.pk])
    return offer


def _says(offer: Offer) -> tuple[str, UUID | None, int | None]:
    return offer.digest, offer.seller_id, offer.price_fen


def _product(actor: Actor, named: str) -> Product:
    rows = Product.objects.of(actor)
    found = rows.filter(external_id=named).first()
    if found is None and (pk := _uuid(named)):
        found = rows.filter(pk=pk).first()
    if found is None:
        raise Invalid(_("没有这件商品。"), field="product")
    return found


def _seller(actor: Actor, named: str) -> Supplier | None:
    if not named:
        return None
    rows = Supplier.objects.of(actor).filter(destroyed_at__isnull=True)
    found = rows.filter(external_id=named).first()
    if found is None and (pk := _uuid(named)):
        found = rows.filter(pk=pk).first()
    if found is None:
        raise Invalid(_("没有这个供应商。"), field="seller")
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _settle(offer: Offer, product: Product) -> None:
    """Let the rules say what they can say; what a person said of another content is the past."""
    offer.state, offer.digest = state_of(product.standing), product.digest
    offer.reviewed_by, offer.reason = None, ""
    offer.reviewed_at = None if offer.state == "waiting" else clock.now()


@transaction.atomic
def offers_settle(*, actor: Actor, product_ids: Collection[UUID]) -> int:
    """Ask the rules again about offers of goods that were judged or decided; return how many moved.

    An officer's no to an offer stands while its content is the same.

    Law: O117-supplier-check
    """
    rows = Offer.objects.of(actor).filter(product_id__in=product_ids)
    rows = rows.exclude(state=Offer.State.WITHDRAWN).select_related("product", "room")
    moved: list[Offer] = []
    for offer in rows.select_for_update(of=("self",)).order_by("pk"):
        is_new = offer.digest != offer.product.digest
        if not is_new and offer.reviewed_by_id and state_of(offer.product.standing) != "refused":
            continue
        before = offer.state
        if is_new or state_of(offer.product.standing) != before:
            _settle(offer, offer.product)
            offer.save()
            moved.append(offer)
            _note(actor, offer, "catalog.offer_settled")
    for offer in moved:
        if offer.state == Offer.State.APPROVED:
            pin_on_air(actor, offer.room, [offer])
    rooms_follow(actor, {one.room_id for one in moved})
    return len(moved)


@transaction.atomic
def offer_decide(*, actor: Actor, offer_id: UUID, is_allowed: bool, reason: str = "") -> Offer:
    """Let a room sell a product, or not: the review of its selection.

    Raises:
        Forbidden: no officer.
        NotFound: no such offer.
        OfferOver: it was withdrawn, or the product itself may not be sold.
        Invalid: refused without a reason.

    Law: O117-supplier-check
    """
    officer = policies.require_judge(actor)
    offer = _locked(actor, offer_id)
    if offer.state == Offer.State.WITHDRAWN:
        raise OfferOver(_("这件选品已经撤下。"))
    may = state_of(offer.product.standing)
    if is_allowed and may != "approved":
        raise OfferOver(_("请先审核商品本身；目录禁止的商品不能放行。"), law="O117-illegal-goods")
    said = " ".join(reason.split())
    if not is_allowed and not SHORTEST <= len(said) <= LONGEST:
        raise Invalid(_("请用 4–300 个字说明理由。"), field="reason")
    if personal.names_somebody(said):
        raise Invalid(_("理由中请不要写证件号、手机号、银行卡号或邮箱。"), field="reason")
    offer.state = Offer.State.APPROVED if is_allowed else Offer.State.REFUSED
    offer.digest, offer.reason = offer.product.digest, said
    offer.reviewed_by_id, offer.reviewed_at = officer, clock.now()
    offer.save()
    _note(actor, offer, "catalog.offer_decided")
    if is_allowed:
        pin_on_air(actor, offer.room, [offer])
    rooms_follow(actor, [offer.room_id])
    return offer


@transaction.atomic
def offer_withdraw(*, actor: Actor, offer_id: UUID) -> Offer:
    """Take a product off what a room will sell. Twice is once.

    Raises:
        NotFound: no such offer for this actor.
        Forbidden: neither the platform, an officer nor the streamer of the room.
    """
    offer = _locked(actor, offer_id)
    policies.require_offer(actor, offer.room)
    if offer.state != Offer.State.WITHDRAWN:
        offer.state = Offer.State.WITHDRAWN
        offer.save(update_fields=["state"])
        _note(actor, offer, "catalog.offer_withdrawn")
        rooms_follow(actor, [offer.room_id])
    return offer


def _locked(actor: Actor, offer_id: UUID) -> Offer:
    found = selectors.offer_get(actor, offer_id)
    rows = Offer.objects.of(actor).select_for_update(of=("self",))
    return rows.select_related("product", "room", "seller").get(pk=found.pk)


@transaction.atomic
def offers_pin(*, actor: Actor, session_id: UUID) -> int:
    """Keep with a broadcast that begins what its room will sell; return how many.

    Law: O117-supplier-check
    """
    session = rooms.session_get(actor, session_id)
    rows = Offer.objects.of(actor).filter(room=session.room_id, state=Offer.State.APPROVED)
    return _pin(actor, session, list(rows.select_related("product")))


def pin_on_air(actor: Actor, room: Room, offers: list[Offer]) -> None:
    """Pin offers to the broadcast of a room that is on air, if there is one."""
    session = rooms.session_open(actor, room)
    if session is not None:
        _pin(actor, session, offers)


def _pin(actor: Actor, session: Session, offers: list[Offer]) -> int:
    pins = [
        Pin(
            tenant_id=actor.tenant_id,
            session=session,
            offer=one,
            product_id=one.product_id,
            seller_id=one.seller_id,
            price_fen=one.price_fen,
            digest=one.digest,
            catalogue=one.product.catalogue,
            pinned_at=clock.now(),
        )
        for one in offers
        if not one.is_held
    ]
    if pins:
        Pin.objects.bulk_create(pins, ignore_conflicts=True)
    return len(pins)


@transaction.atomic
def sellers_keep(*, actor: Actor, session_id: UUID) -> int:
    """Say whose goods a broadcast that ended sold, so that what was verified of them is kept.

    Law: O117-supplier-check
    """
    session = rooms.session_get(actor, session_id)
    pins = Pin.objects.of(actor).filter(session=session, seller__isnull=False)
    sellers = set(pins.values_list("seller_id", flat=True))
    if not sellers:
        return 0
    ended = clock.to_date(session.ended_at or clock.now())
    return suppliers_used(actor=actor, supplier_ids=sellers, ended_on=ended)


def _note(actor: Actor, offer: Offer, action: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("room", offer.room_id),
        clause=REVIEW,
        data={
            "offer": str(offer.pk),
            "product": offer.product.external_id,
            "state": str(offer.state),
            "price_fen": offer.price_fen,
            "digest": offer.digest,
        },
    )
    live.ring_on_commit(actor.tenant_id, "room", offer.room_id)
