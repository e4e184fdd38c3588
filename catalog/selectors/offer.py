"""Ask about what rooms will sell, what they pinned, and how they show who sells."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from catalog import policies
from catalog.models import Offer, OfferHold, PageSnapshot, Pin, SellerDisplay
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from rooms import selectors as rooms
from rooms.models import Session

MOST_FOUND = 20
LIVE = ("waiting", "approved", "refused")


def offer_get(actor: Actor, offer_id: UUID) -> Offer:
    """Return one offer with its product, seller and room.

    Raises:
        NotFound: no such offer for this actor.
    """
    rows = Offer.objects.of(actor).select_related("product", "seller", "room", "reviewed_by")
    found = rows.filter(pk=offer_id).first()
    if found is None or not policies.can_see_offers(actor, found.room):
        raise NotFound(_("没有这件选品。"))
    return found


def offers_of_room(actor: Actor, room_id: UUID) -> list[Offer]:
    """Return what a room will sell, in the order in which it was proposed.

    Raises:
        NotFound: no such room for this actor.
    """
    room = rooms.room_get(actor, room_id)
    rows = Offer.objects.of(actor).filter(room=room, state__in=LIVE)
    return list(rows.select_related("product", "seller", "reviewed_by").order_by("pk"))


def is_held(actor: Actor, room_id: UUID, product_id: UUID) -> bool:
    """Tell whether something outside of the review keeps a product off sale in a room."""
    rows = OfferHold.objects.of(actor).filter(lifted_at__isnull=True)
    return rows.filter(offer__room_id=room_id, offer__product_id=product_id).exists()


def offers_find(actor: Actor, text: str, room_id: UUID | None = None) -> list[Offer]:
    """Return offers by the number or the title of their product, the newest first.

    Raises:
        Forbidden: the actor does not see what rooms will sell.
    """
    policies.require_see(actor)
    rows = Offer.objects.of(actor).filter(state__in=LIVE)
    if room_id:
        rows = rows.filter(room_id=room_id)
    if text:
        rows = rows.filter(Q(product__external_id=text) | Q(product__title__icontains=text))
    return list(rows.select_related("product", "room", "seller").order_by("-pk")[:MOST_FOUND])


def offers_named(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Offer]:
    """Return offers of the tenant by id, with product and room, whoever of it asks."""
    rows = Offer.objects.of(actor).filter(pk__in=ids)
    rows = rows.select_related("product", "room__operator")
    return {one.pk: one for one in rows}


def offers_waiting(actor: Actor) -> TenantQuerySet[Offer]:
    """Return offers whose selection waits for an officer, the oldest first."""
    policies.require_see(actor)
    rows = Offer.objects.of(actor).filter(state=Offer.State.WAITING)
    return rows.select_related("product", "room").order_by("pk")


def pins_of(actor: Actor, session_id: UUID) -> list[Pin]:
    """Return what was pinned to a broadcast."""
    session = rooms.session_get(actor, session_id)
    rows = Pin.objects.of(actor).filter(session=session).select_related("product", "seller")
    return list(rows.order_by("pk"))


def unreviewed(actor: Actor, session: Session, numbers: Collection[str]) -> set[str]:
    """Return which goods shown in a broadcast nobody reviewed for it; one statement.

    While no room of the platform ever offered anything, nothing is: it has not connected yet.

    Law: O117-supplier-check
    """
    if not numbers or not Offer.objects.of(actor).exists():
        return set()
    pins = Pin.objects.of(actor).filter(session=session, product__external_id__in=numbers)
    pins = pins.exclude(offer__state=Offer.State.REFUSED)  # what was refused on air is no more
    pins = pins.exclude(offer__is_held=True)
    return set(numbers) - set(pins.values_list("product__external_id", flat=True))


def display_latest(actor: Actor, session_id: UUID) -> SellerDisplay | None:
    """Return how a broadcast shows who really sells, as it was last reported."""
    rows = SellerDisplay.objects.of(actor).filter(session_id=session_id)
    return rows.order_by("-pk").first()


def snapshots_of(actor: Actor, offer_id: UUID) -> list[PageSnapshot]:
    """Return the pages that orders of an offer were made by, the newest first."""
    offer = offer_get(actor, offer_id)
    return list(PageSnapshot.objects.of(actor).filter(offer=offer).order_by("-pk")[:200])


def snapshots_of_order(actor: Actor, order: str) -> list[PageSnapshot]:
    """Return the pages that one order was made by, with goods, seller and broadcast.

    Raises:
        Forbidden: the actor does not see what rooms sell.
    """
    policies.require_see(actor)
    rows = PageSnapshot.objects.of(actor).filter(order=order)
    rows = rows.select_related("offer__product", "offer__seller", "session__room__operator")
    return list(rows.order_by("pk")[:MOST_FOUND])


def pin_at(actor: Actor, session_id: UUID, offer_id: UUID, at: datetime) -> Pin | None:
    """Return an offer as it was pinned to a broadcast at an instant, or first after it."""
    rows = Pin.objects.of(actor).filter(session_id=session_id, offer_id=offer_id)
    rows = rows.select_related("product", "seller")
    then = rows.filter(pinned_at__lte=at).order_by("-pinned_at", "-pk").first()
    return then or rows.order_by("pinned_at", "pk").first()


def offers_of_product(actor: Actor, product_id: UUID) -> list[Offer]:
    """Return in which rooms a product is offered."""
    policies.require_see(actor)
    rows = Offer.objects.of(actor).filter(Q(product_id=product_id), state__in=LIVE)
    return list(rows.select_related("room", "seller").order_by("pk")[:100])
