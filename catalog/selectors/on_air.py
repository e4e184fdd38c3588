"""Which broadcasts on air sell what a paper, a supplier, a brand or a recall speaks of."""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.db.models import Q

from catalog.models import Offer, Recall
from catalog.rules.papers import Recalled, Sold, folded, recalled
from livecompliance.kernel.actors import Actor
from rooms import selectors as rooms

PAGE = 2_000


def sessions_supplied(
    actor: Actor, suppliers: Collection[UUID], brands: Collection[str] = ()
) -> list[UUID]:
    """Return the broadcasts on air of whose rooms one offers goods of a supplier, or of a brand.

    A paper of a brand holds for goods of everybody who sells under it.
    """
    keys = {folded(one) for one in brands} - {""}
    on_air = _on_air(actor)
    rows = Offer.objects.of(actor).filter(room__in=on_air).exclude(state=Offer.State.WITHDRAWN)
    own = rows.filter(seller__in=suppliers).values_list("room", flat=True)
    found = {on_air[one] for one in own}
    if keys:
        of_brand = rows.exclude(product__brand="").values_list("room", "product__brand")
        found |= {on_air[room] for room, brand in of_brand.distinct() if folded(brand) in keys}
    return sorted(found)


def sessions_recalled(actor: Actor, recalls: Iterable[Recall]) -> list[UUID]:
    """Return the broadcasts on air of whose rooms one offers what entries of the lists name."""
    entries = [
        Recalled(one.pk, one.kind, one.brand, one.name, one.batch, one.barcode) for one in recalls
    ]
    if not entries:
        return []
    on_air = _on_air(actor)
    sold = dict(_sold(actor, on_air))
    named = {one.product for one in recalled(sold, entries)}
    return sorted({on_air[room] for one, places in sold.items() if one.product in named
                   for room in places})  # fmt: skip


def _sold(actor: Actor, on_air: Collection[UUID]) -> Iterator[tuple[Sold, tuple[UUID, ...]]]:
    """Yield what rooms on air offer, each product once, with the rooms."""
    rows = Offer.objects.of(actor).filter(room__in=on_air).exclude(state=Offer.State.WITHDRAWN)
    named = ("product__external_id", "product__brand", "product__title", "product__barcodes")
    places: dict[Sold, list[UUID]] = {}
    for room, number, brand, title, codes in rows.values_list("room", *named).iterator(PAGE):
        one = Sold(number, None, brand=brand, title=title, barcodes=tuple(codes))
        places.setdefault(one, []).append(room)
    return ((one, tuple(found)) for one, found in places.items())


def sessions_of_rooms(actor: Actor, room_ids: Collection[UUID]) -> list[UUID]:
    """Return the broadcasts on air of rooms."""
    on_air = _on_air(actor)
    return sorted(on_air[one] for one in room_ids if one in on_air)


def _on_air(actor: Actor) -> dict[UUID, UUID]:
    """Return every session on air by its room."""
    return dict(rooms.session_open_list(actor).values_list("room", "pk"))


def recalls_standing(actor: Actor, recall_ids: Collection[UUID]) -> list[Recall]:
    """Return those of entries that were not taken off meanwhile."""
    return list(Recall.objects.of(actor).filter(Q(pk__in=recall_ids), lifted_at__isnull=True))
