"""What is said of authorities' lists: effects, why an entry ended; and what an entry is called."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel.actors import Actor
from oversight import policies
from oversight.models import Violator

EFFECTS = {"deny": _("禁止登记和开播"), "warn": _("提醒合规专员")}
TONES = {"deny": "act", "warn": "watch"}
LIFTED = {"expired": _("期满"), "removed": _("列入机关移出"), "mistaken": _("登记有误")}


def violator_names(actor: Actor, refs: Collection[str]) -> Mapping[str, str]:
    """Return what entries are called, for who may see them."""
    if not policies.can_see_violators(actor):
        return {}
    found = Violator.objects.of(actor).filter(pk__in=[UUID(one) for one in refs])
    return {str(one.pk): f"{one.name} {one.uscc}" for one in found}
