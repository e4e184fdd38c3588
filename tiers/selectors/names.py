"""What policies and alarms are called where only their ids are at hand."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from tiers.models import Gap, TierPolicy


def policy_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what versions of the policy are called, by id."""
    found = TierPolicy.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): policy_name(one) for one in found}


def policy_name(one: TierPolicy) -> str:
    """Return what a version of the policy is called."""
    if one.version is None:
        return _("分级策略草稿")
    return _("分级策略第 %(version)s 版") % {"version": one.version}


def gap_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return which room an alarm is about, by id."""
    found = Gap.objects.of(actor).filter(pk__in=ids).select_related("room")
    return {str(one.pk): f"“{one.room.title}”" for one in found}
