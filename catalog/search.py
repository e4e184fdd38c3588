"""What of goods can be gone to by number or name."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from catalog import selectors
from catalog.selectors import goods_words as words
from livecompliance.kernel import search
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.search import Found
from rooms import policies as rooms


def goods(actor: Actor, wanted: str, most: int) -> list[Found]:
    """Return goods, each with its number and where it stands."""
    if not rooms.can_watch(actor):
        return []
    return [
        Found(
            "product",
            str(one.pk),
            one.title,
            f"{one.external_id} · {words.STANDINGS[one.standing][0]}",
            reverse("goods-product", args=[one.pk]),
        )
        for one in selectors.products_found(actor, wanted, "", 0, most)
    ]


search.register("product", gettext_lazy("商品"), goods, place=25)
