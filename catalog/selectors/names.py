"""What versions and drafts are called where only their ids are at hand."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from catalog.models import Draft, Edition
from livecompliance.kernel.actors import Actor


def edition_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what versions are called, by id; a draft has the id that its version will have."""
    found = Edition.objects.of(actor).filter(pk__in=ids).only("number")
    drafts = Draft.objects.of(actor).filter(pk__in=ids).only("pk")
    named = {str(one.pk): _("商品负面目录草稿") for one in drafts}
    return named | {str(one.pk): edition_name(one.number) for one in found}


def edition_name(number: int) -> str:
    """Return what a version is called; 0 is the base pack alone."""
    if not number:
        return _("出厂目录")
    return _("商品负面目录第 %(number)s 版") % {"number": number}
