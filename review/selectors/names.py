"""What items are called where only their ids are at hand."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from review.models import Item
from review.selectors.words import kind_name, title_of


def item_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what items of the queue are called, by id."""
    found = Item.objects.of(actor).filter(pk__in=ids).select_related("room")
    return {str(one.pk): _named(one) for one in found}


def _named(one: Item) -> str:
    said = f"{kind_name(one.kind)}“{title_of(one)}”"
    return f"{said}（{one.room.title}）" if one.room else said


def golden_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what items with known answers are called: nothing of their text."""
    return dict.fromkeys(ids, _("质检题"))
