"""Which versions those concerned have not been told of, and who is concerned."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from accounts.managers import TenantQuerySet
from catalog.models import Edition, EditionNotice
from livecompliance.kernel.actors import Actor

AHEAD = timedelta(hours=1)  # what comes sooner is told once, when it is there
Phase = EditionNotice.Phase


def tenants_untold(at: datetime) -> list[UUID]:
    """Return the tenants that have a version which those concerned are still to be told of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM catalog_editions_untold(%s, %s)", [at, at + AHEAD])
        return [row[0] for row in cursor.fetchall()]


def editions_untold(actor: Actor, at: datetime) -> list[tuple[Edition, str]]:
    """Return the versions that are still to be told of, each with whether it has come."""
    rows = Edition.objects.of(actor).order_by("number")
    come = rows.filter(effective_at__lte=at).exclude(notices__phase=Phase.IN_FORCE)
    ahead = rows.filter(effective_at__gt=at + AHEAD).exclude(notices__phase=Phase.ANNOUNCED)
    found = [(one, Phase.IN_FORCE) for one in come]
    return [*found, *((one, Phase.ANNOUNCED) for one in ahead)]


def notices_of(actor: Actor, edition: Edition) -> TenantQuerySet[EditionNotice]:
    """Return when those concerned were told of a version, and how many they were."""
    return EditionNotice.objects.of(actor).filter(edition=edition).order_by("told_at")
