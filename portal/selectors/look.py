"""Ask who looked at a platform: what the platform is told, and what it is told later."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from portal import policies
from portal.models import Look
from portal.selectors.words import PAGES


def _told(today: date) -> Q:
    return Q(sealed_until__isnull=True) | Q(sealed_until__lte=today)


def look_list(actor: Actor) -> TenantQuerySet[Look]:
    """Return what the platform is told of looks, the newest first.

    Raises:
        Forbidden: the actor may not read it.
    """
    policies.require_see_looks(actor)
    found = Look.objects.of(actor).filter(_told(clock.today()))
    return found.select_related("user", "authority").order_by("-id")


def looks_to_tell(actor: Actor) -> TenantQuerySet[Look]:
    """Return the looks that are sealed no longer and do not stand in the record, oldest first."""
    policies.require_unseal(actor)
    over = Look.objects.of(actor).filter(sealed_until__lte=clock.today(), unsealing=None)
    return over.select_related("authority").order_by("id")


def look_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what looks are called in the record: by their page."""
    found = Look.objects.of(actor).filter(_told(clock.today()), pk__in=ids)
    return {str(one.pk): str(PAGES[one.page]) for one in found}
