"""What an authority sees of rooms: those of its region, and what was broadcast in them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from rooms import policies
from rooms.models import Admission, Room, Session


def rooms_supervised(
    actor: Actor, regions: Collection[str], domicile: str = ""
) -> TenantQuerySet[Room]:
    """Return the rooms whose operator is registered in one of some regions.

    A room of nobody, or of somebody whose place is not known, lies where the platform does.

    Args:
        regions: how the codes of their divisions begin; "" is everywhere.
        domicile: the code of the platform's own division; "" when it has not said.

    Raises:
        Forbidden: the actor may not watch rooms.
    """
    policies.require_watch(actor)
    found = Room.objects.of(actor).select_related("operator", "tenant")
    if "" in regions:
        return found
    inside = Q(pk__in=[])
    for one in regions:
        inside |= Q(operator__region__startswith=one)
        if domicile.startswith(one):
            inside |= Q(operator=None) | Q(operator__region="")
    return found.filter(inside)


def room_supervised(
    actor: Actor, room_id: UUID, regions: Collection[str], domicile: str = ""
) -> Room:
    """Return one room of these regions.

    Raises:
        NotFound: no such room, or it lies elsewhere.
    """
    found = rooms_supervised(actor, regions, domicile).filter(pk=room_id).first()
    if found is None:
        raise NotFound(_("没有这个直播间。"))
    return found


def sessions_of(actor: Actor, room: Room, most: int) -> list[Session]:
    """Return the last broadcasts of a room, the newest first."""
    found = Session.objects.of(actor).filter(room=room).order_by("-started_at")
    return list(found[:most])


def sessions_named(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Session]:
    """Return broadcasts by their ids, each with its room."""
    found = Session.objects.of(actor).filter(pk__in=list(ids)).select_related("room")
    return {one.pk: one for one in found}


def on_air_since(actor: Actor, rooms: Collection[UUID]) -> dict[UUID, Session]:
    """Return by room the broadcast that is on air."""
    found = Session.objects.of(actor).filter(room__in=list(rooms), ended_at__isnull=True)
    return {one.room_id: one for one in found}


def refusals_supervised(
    actor: Actor, rooms: QuerySet[Room], codes: Collection[str], since: datetime
) -> dict[str, int]:
    """Return by reason how often the gate refused a broadcast of these rooms; trials left out.

    Raises:
        Forbidden: the actor may not watch rooms.
    """
    policies.require_watch(actor)
    found = Admission.objects.of(actor).filter(
        room__in=rooms.order_by().values("pk"), is_allowed=False, asked_at__gte=since
    )
    refused = found.exclude(kind=Admission.Kind.TRIAL)
    return {code: refused.filter(reasons__contains=[{"code": code}]).count() for code in codes}
