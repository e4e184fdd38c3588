"""Ask whom broadcasts promoted who is barred, and who joined them."""

from datetime import datetime
from uuid import UUID

from accounts.managers import TenantQuerySet
from conduct import policies
from conduct.models import Guest, Promotion
from livecompliance.kernel.actors import Actor
from rooms.models import Session


def promotion_list(
    actor: Actor, since: datetime, how: str = "", room_id: UUID | None = None
) -> TenantQuerySet[Promotion]:
    """Return acts of promotion for the barred, the newest first.

    Raises:
        Forbidden: the actor does not watch over the platform.
    """
    policies.require_see(actor)
    rows = Promotion.objects.of(actor).filter(at__gte=since)
    rows = rows.select_related("room", "target", "party")
    if how:
        rows = rows.filter(how=how)
    if room_id:
        rows = rows.filter(room_id=room_id)
    return rows.order_by("-at", "-id")


def guest_list(actor: Actor, room_id: UUID, since: datetime) -> TenantQuerySet[Guest]:
    """Return who joined a room's broadcasts by voice or video, the newest first.

    Raises:
        Forbidden: the actor does not watch over the platform.
    """
    policies.require_see(actor)
    rows = Guest.objects.of(actor).filter(room_id=room_id, joined_at__gte=since)
    return rows.select_related("party").order_by("-joined_at")


def guest_parties(actor: Actor, session: Session) -> list[UUID]:
    """Return the parties among the guests of a session: for rules that read who speaks."""
    rows = Guest.objects.of(actor).filter(session=session, party__isnull=False)
    return [one for one in rows.values_list("party_id", flat=True).distinct() if one is not None]
