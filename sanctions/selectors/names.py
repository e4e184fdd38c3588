"""What decisions, appeals and ladders are called where only their ids are at hand."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from sanctions.models import Appeal, LadderPolicy, Sanction


def sanction_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what decisions are called, by id."""
    found = Sanction.objects.of(actor).filter(pk__in=ids).select_related("party")
    return {
        str(one.pk): _("%(name)s的处罚决定 %(number)s")
        % {"name": one.party.public_name, "number": one.number}
        for one in found
    }


def appeal_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what appeals are called, by id."""
    found = Appeal.objects.of(actor).filter(pk__in=ids).select_related("sanction__party")
    return {
        str(one.pk): _("%(name)s的申诉") % {"name": one.sanction.party.public_name} for one in found
    }


def ladder_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what versions of the ladder are called, by id."""
    found = LadderPolicy.objects.of(actor).filter(pk__in=ids)
    return {str(one.pk): ladder_name(one) for one in found}


def ladder_name(one: LadderPolicy) -> str:
    """Return what a version of the ladder is called."""
    if one.version is None:
        return _("处罚阶梯草稿")
    return _("处罚阶梯第 %(version)s 版") % {"version": one.version}
