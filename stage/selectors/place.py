"""Ask about places; where exactly is opened one by one, with a reason."""

from collections.abc import Collection
from uuid import UUID

from accounts import services as accounts
from livecompliance.kernel.actors import Actor
from stage.models import Place


def place_find(actor: Actor, room_id: UUID) -> Place | None:
    """Return where a room says that it is broadcast from now."""
    rows = Place.objects.of(actor).filter(room_id=room_id, ended_at__isnull=True)
    return rows.select_related("room", "declared_by").first()


def place_location(actor: Actor, place_id: UUID) -> tuple[Place, str] | None:
    """Return a place with its coordinates in clear; None where there is nothing to open."""
    place = Place.objects.of(actor).filter(pk=place_id).first()
    if place is None or place.location is None:
        return None
    keys = accounts.person_keys(actor, [place.keeper_id], place.keeper_kind)
    if place.keeper_id not in keys:
        return None
    return place, Place._meta.get_field("location").read(place, keys[place.keeper_id])


def place_names(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return, by id, of which room a place is."""
    rows = Place.objects.of(actor).filter(pk__in=ids).select_related("room")
    return {str(one.pk): f"“{one.room.title}”" for one in rows}
