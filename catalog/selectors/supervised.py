"""What an authority sees of goods: how many stand how, of which class, and what is recalled."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from accounts.managers import TenantQuerySet
from catalog import policies
from catalog.models import Offer, Product, Recall
from catalog.rules.pack import CLASSES
from catalog.selectors.held import held_at, placed_at, placed_of
from livecompliance.kernel.actors import Actor

RECALL_SHOWN = (
    *("id", "kind", "brand", "name", "batch", "barcode", "maker", "source"),
    *("reference", "published_on", "lifted_at"),
)


class Listed(NamedTuple):
    """One class of the catalogue: its entries in force, and the goods that are of it."""

    code: str
    entries: int
    goods: Mapping[str, int]

    @property
    def whole(self) -> int:
        return sum(self.goods.values())


def goods_standing(actor: Actor, rooms: QuerySet[Any] | None) -> dict[str, int]:
    """Return how many goods stand how.

    Args:
        rooms: only goods offered in one of these; None for all goods of the platform.

    Raises:
        Forbidden: the actor is no regulator.
    """
    found = _goods(actor, rooms).order_by()
    return dict(found.values_list("standing").annotate(n=Count("pk")))


def goods_classed(actor: Actor, rooms: QuerySet[Any] | None) -> list[Listed]:
    """Return by class of the catalogue how many entries are in force and how goods of it stand.

    What was judged by an entry that nobody has any more counts in no class.

    Raises:
        Forbidden: the actor is no regulator.

    Law: M-rules-and-catalogue
    """
    policies.require_supervise(actor)
    now, of = placed_at(actor), {}
    for one in placed_of(actor, held_at(actor)):
        of[one.entry.id] = one.entry.classes
    entries = {code: sum(code in one.entry.classes for one in now) for code in CLASSES}
    goods: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = _goods(actor, rooms).exclude(grounds=[]).order_by()
    for entry, standing, number in rows.values_list("grounds__0__entry", "standing").annotate(
        n=Count("pk")
    ):
        for code in of.get(entry, ()):
            goods[code][standing] += number
    return [Listed(code, entries[code], dict(goods[code])) for code in CLASSES]


def recalls_supervised(actor: Actor, most: int) -> list[Recall]:
    """Return what stands on the lists of recalls and failed samplings, the newest first.

    Raises:
        Forbidden: the actor is no regulator.
    """
    policies.require_supervise(actor)
    found = Recall.objects.of(actor).filter(lifted_at__isnull=True).only(*RECALL_SHOWN)
    return list(found.order_by("-published_on", "-id")[:most])


def _goods(actor: Actor, rooms: QuerySet[Any] | None) -> TenantQuerySet[Product]:
    policies.require_supervise(actor)
    found = Product.objects.of(actor)
    if rooms is None:
        return found
    offered = Offer.objects.of(actor).filter(room__in=rooms.order_by().values("pk"))
    return found.filter(pk__in=offered.values("product"))
