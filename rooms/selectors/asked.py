"""The broadcasts that somebody asks about: by themselves, or by their rooms and a time."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from rooms import policies
from rooms.models import Session


def sessions_asked(
    actor: Actor,
    ids: Collection[UUID],
    rooms: Collection[UUID] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> TenantQuerySet[Session]:
    """Return broadcasts by id, and those of some rooms that were on air within a time.

    Raises:
        Forbidden: the actor may not watch all rooms.
    """
    policies.require_watch(actor)
    of_rooms = Q(room_id__in=list(rooms))
    if since is not None:
        of_rooms &= Q(ended_at=None) | Q(ended_at__gte=since)
    if until is not None:
        of_rooms &= Q(started_at__lt=until)
    found = Session.objects.of(actor).filter(Q(pk__in=list(ids)) | of_rooms)
    return found.select_related("room").order_by("-pk")
