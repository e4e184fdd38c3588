"""What entries and links are called where only their ids are at hand."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from conduct.models import Jump
from conduct.selectors.learnt import classifier_names
from conduct.selectors.target import target_names
from livecompliance.kernel.actors import Actor

__all__ = ["classifier_names", "jump_names", "target_names"]


def jump_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return by which host and room links are known."""
    found = Jump.objects.of(actor).filter(pk__in=ids).select_related("room")
    said = _("“%(room)s”的链接 %(host)s")
    return {
        str(one.pk): said % {"room": one.room.title, "host": one.host or one.scheme}
        for one in found
    }
