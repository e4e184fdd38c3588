"""Ask about goods."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from catalog import policies
from catalog.models import Product, ProductDecision, ProductVerdict
from catalog.rules.goods import Good, doubts
from catalog.selectors.faults import said
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound


def product_get(actor: Actor, product_id: UUID) -> Product:
    """Return one product.

    Raises:
        Forbidden: the actor may not see goods.
        NotFound: no such product in the tenant.
    """
    policies.require_see(actor)
    product = Product.objects.of(actor).filter(pk=product_id).first()
    if product is None:
        raise NotFound(_("没有这件商品。"))
    return product


def product_page(
    actor: Actor, wanted: Mapping[str, Any], after: UUID | None, limit: int
) -> list[Product]:
    """Return products, the newest first, from below `after`.

    Raises:
        Forbidden: the actor may not see goods.
    """
    policies.require_see(actor)
    rows = Product.objects.of(actor).filter(**wanted).order_by("-id")
    return list((rows.filter(pk__lt=after) if after else rows)[:limit])


def good_of(product: Product) -> Good:
    """Return a product as it is judged."""
    return Good(
        product.title,
        product.external_id,
        "service" if product.kind == Product.Kind.SERVICE else "goods",
        product.description,
        product.category,
        product.brand,
        product.price_fen,
        tuple(sorted(product.attributes.items())),
        tuple(product.labels),
        tuple(product.barcodes),
    )


def goods_of(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Good]:
    """Return products as they are judged, by id, whoever asks: for the gate. One statement."""
    return {one.pk: good_of(one) for one in Product.objects.of(actor).filter(pk__in=ids)}


def products_waiting(actor: Actor) -> TenantQuerySet[Product]:
    """Return goods that wait for an officer, the oldest first.

    Raises:
        Forbidden: the actor may not see goods.
    """
    policies.require_see(actor)
    waiting = Product.objects.of(actor).filter(standing=Product.Standing.WAITING)
    return waiting.order_by("waiting_since", "pk")


class Waiting(NamedTuple):
    """Goods that wait for an officer: how many, since when the oldest, how many for too long."""

    number: int
    since: datetime | None
    late: int


def goods_waiting(actor: Actor, late_before: datetime) -> Waiting:
    """Return what waits for an officer, and how much of it since before an instant."""
    waiting = Product.objects.of(actor).filter(standing=Product.Standing.WAITING)
    late = Count("pk", filter=Q(waiting_since__lte=late_before))
    found = waiting.aggregate(number=Count("pk"), since=Min("waiting_since"), late=late)
    return Waiting(found["number"], found["since"], found["late"])


def product_counts(actor: Actor) -> dict[str, int]:
    """Return how many goods stand where."""
    policies.require_see(actor)
    rows = Product.objects.of(actor).order_by().values_list("standing").annotate(n=Count("pk"))
    return dict(rows)


def verdicts_of(actor: Actor, product: Product) -> list[ProductVerdict]:
    """Return every verdict on a product, the newest first, with what officers decided of each."""
    rows = ProductVerdict.objects.of(actor).filter(product=product)
    return list(
        rows.prefetch_related("decisions__decided_by", "decisions__undo").order_by("-pk")[:100]
    )


def decisions_of(actor: Actor, product: Product) -> list[ProductDecision]:
    """Return what officers decided of a product, the newest first."""
    rows = ProductDecision.objects.of(actor).filter(product=product)
    return list(rows.select_related("decided_by", "verdict").order_by("-pk")[:100])


def products_found(
    actor: Actor, wanted: str, standing: str, start: int, most: int
) -> list[Product]:
    """Return goods by name or number and by where they stand, the newest first.

    Raises:
        Forbidden: the actor may not see goods.
    """
    policies.require_see(actor)
    rows = Product.objects.of(actor).order_by("-pk")
    rows = rows.filter(standing=standing) if standing else rows
    if text := wanted.strip()[:80]:
        rows = rows.filter(Q(title__icontains=text) | Q(external_id__iexact=text))
    return list(rows[start : start + most])


def doubts_said(product: Product) -> list[str]:
    """Return what is not right about a product's barcodes, in words."""
    return [said(one) for one in doubts(good_of(product))]


def product_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return, by id, what products are called."""
    rows = Product.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): f"“{one.title}”" for one in rows}
