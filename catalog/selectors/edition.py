"""The tenant's versions and its draft."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from catalog import policies
from catalog.models import Draft, Edition
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound


def edition_list(actor: Actor) -> TenantQuerySet[Edition]:
    """Return every version, the newest first; what each holds is read once it is asked for."""
    policies.require_see_editions(actor)
    return _rows(actor).defer("body", "withdraws__body").order_by("-number")


def _rows(actor: Actor) -> TenantQuerySet[Edition]:
    return Edition.objects.of(actor).select_related(
        "author", "author_key", "publisher", "withdraws"
    )


def edition_get(actor: Actor, edition_id: UUID) -> Edition:
    """Return one version.

    Raises:
        NotFound: no such version for this actor.
    """
    can_see = policies.can_see_editions(actor)
    row = _rows(actor).filter(pk=edition_id).first() if can_see else None
    if row is None:
        raise NotFound(_("没有这一版商品负面目录。"))
    return row


def edition_past(actor: Actor) -> TenantQuerySet[Edition]:
    """Return the numbers, moments and notes of every version, the newest first: they are public."""
    found = Edition.objects.of(actor).only("number", "effective_at", "published_at", "note")
    return found.order_by("-number")


def edition_numbered(actor: Actor, number: int) -> Edition | None:
    """Return the version of a number; None where there is none."""
    return Edition.objects.of(actor).filter(number=number).first()


def edition_latest(actor: Actor) -> Edition | None:
    """Return the version that was published last, whether its moment has come or not."""
    return Edition.objects.of(actor).order_by("-number").first()


def draft_find(actor: Actor) -> Draft | None:
    """Return what is being written, if anything."""
    policies.require_see_editions(actor)
    return Draft.objects.of(actor).select_related("author", "author_key", "withdraws").first()


def draft_get(actor: Actor, draft_id: UUID, *, lock: bool = False) -> Draft:
    """Return a draft by its id.

    Raises:
        NotFound: there is none, or not any more.
    """
    rows = Draft.objects.of(actor).select_related("author", "author_key")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=draft_id).first()
    if found is None or not policies.can_see_editions(actor):
        raise NotFound(_("没有这份商品负面目录草稿。"))
    return found
