"""What versions of rules are called where only their ids are at hand."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from livecompliance.kernel.actors import Actor
from studio.models import Issue, Version


def version_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what versions are called, by id."""
    found = Version.objects.of(actor).filter(pk__in=ids).select_related("rule")
    return {str(one.pk): version_name(one) for one in found}


def version_name(one: Version) -> str:
    """Return what a version is called."""
    return _("规则“%(rule)s”第 %(number)s 版") % {"rule": one.rule.name, "number": one.number}


def issue_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what versions of packs of terms are called, by id."""
    found = Issue.objects.of(actor).filter(pk__in=ids).select_related("pack")
    said = _("词表“%(pack)s”第 %(number)s 版")
    return {str(one.pk): said % {"pack": one.pack.name, "number": one.number} for one in found}
