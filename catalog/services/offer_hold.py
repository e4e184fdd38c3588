"""Something outside of the review keeps offers off sale for a time: placed, lifted."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from catalog import policies, selectors
from catalog.models import Offer, OfferHold
from catalog.services.offer import pin_on_air
from catalog.services.on_air import rooms_follow
from ledger import services as record
from livecompliance.kernel import clock, live
from livecompliance.kernel.actors import Actor


@transaction.atomic
def offers_hold(
    *, actor: Actor, offer_ids: Collection[UUID], cause: str, ref: UUID, clause: str
) -> list[OfferHold]:
    """Take offers off sale at once, whatever their review says; broadcasts on air are asked again.

    The same product offered again in the same room is held, too. Twice for one reason is once.

    Args:
        cause, ref: what it is done for: each reason is lifted by itself.

    Raises:
        Forbidden: neither an officer nor the product itself. NotFound: no such offer.

    Law: ECL-ip-measures
    """
    policies.require_hold(actor)
    found = [_locked(actor, one) for one in sorted(set(offer_ids))]  # in one order: no deadlock
    placed = []
    for offer in found:
        made, is_new = OfferHold.objects.of(actor).get_or_create(
            tenant_id=actor.tenant_id,
            offer=offer,
            cause=cause,
            ref=ref,
            lifted_at=None,
            defaults={"clause": clause, "placed_at": clock.now()},
        )
        if is_new:
            _set(actor, offer, is_held=True)
            _note(actor, offer, "catalog.offer_held", clause)
            placed.append(made)
    rooms_follow(actor, {one.offer.room_id for one in placed})
    return placed


@transaction.atomic
def offers_release(*, actor: Actor, cause: str, ref: UUID) -> list[Offer]:
    """Lift what was placed for a reason; what no other reason holds may be sold as reviewed.

    Twice is once: nothing stands any more.

    Returns:
        The offers that nothing holds any more.

    Raises:
        Forbidden: neither an officer nor the product itself.

    Law: ECL-ip-wait
    """
    policies.require_hold(actor)
    rows = OfferHold.objects.of(actor).filter(cause=cause, ref=ref, lifted_at__isnull=True)
    freed = []
    for offer_id in sorted(rows.values_list("offer_id", flat=True)):
        offer = _locked(actor, offer_id)
        hold = rows.filter(offer=offer).first()
        if hold is None:
            continue
        hold.lifted_at = clock.now()
        hold.save(update_fields=["lifted_at"])
        _note(actor, offer, "catalog.offer_released", hold.clause)
        if not selectors.is_held(actor, offer.room_id, offer.product_id):
            _set(actor, offer, is_held=False)
            freed.append(offer)
    for offer in freed:
        if offer.state == Offer.State.APPROVED:
            pin_on_air(actor, offer.room, [offer])
    rooms_follow(actor, {one.room_id for one in freed})
    return freed


def _locked(actor: Actor, offer_id: UUID) -> Offer:
    found = selectors.offer_get(actor, offer_id)
    rows = Offer.objects.of(actor).select_for_update(of=("self",))
    return rows.select_related("product", "room").get(pk=found.pk)


def _set(actor: Actor, offer: Offer, *, is_held: bool) -> None:
    """Mark every offer of the product in the room: taken off and proposed anew, it is the same."""
    offer.is_held = is_held
    rows = Offer.objects.of(actor).filter(room_id=offer.room_id, product_id=offer.product_id)
    rows.update(is_held=is_held)


def _note(actor: Actor, offer: Offer, action: str, clause: str) -> None:
    record.entry_append(
        actor=actor,
        action=action,
        subject=("room", offer.room_id),
        clause=clause,
        data={"offer": str(offer.pk), "product": offer.product.external_id},
    )
    live.ring_on_commit(actor.tenant_id, "room", offer.room_id)
