"""Ask about goods."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import Product
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


def product_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return, by id, what products are called."""
    rows = Product.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): f"“{one.title}”" for one in rows}
