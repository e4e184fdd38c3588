"""What measures, findings and reviews are called where only their ids are at hand."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from moderation import rules
from moderation.models import Decision, Finding, Measure
from moderation.selectors.family import family_name, tongue


def kind_name(kind: str) -> str:
    """Return what a kind of measure is called in the language of the page."""
    return rules.NAMES[kind][tongue()] if kind in rules.NAMES else kind


def measure_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return, by id, which measure in which room."""
    found = Measure.objects.of(actor).filter(pk__in=ids).select_related("room")
    words = _("“%(room)s”的%(kind)s")
    return {
        str(one.pk): words % {"room": one.room.title, "kind": kind_name(one.kind)} for one in found
    }


def finding_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return, by id, what was found in which room."""
    found = Finding.objects.of(actor).filter(pk__in=ids).select_related("room")
    words = _("“%(room)s”的发现“%(family)s”")
    return {
        str(one.pk): words % {"room": one.room.title, "family": family_name(one.code)}
        for one in found
    }


def decision_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return, by id, what the platform calls the item that was reviewed."""
    found = Decision.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): one.data_id for one in found}
