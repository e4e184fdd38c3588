"""Find rooms, broadcasts and those on air by number or name."""

from livecompliance.kernel import search
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.pg.search import ids
from rooms import policies
from rooms.models import OnAir, Room, Session
from rooms.selectors.room import room_list


def room_search(actor: Actor, wanted: str, most: int) -> list[Room]:
    """Return the rooms that `actor` may see whose title, number or operator holds `wanted`."""
    numbered = search.id_range(wanted)
    by_id = list(room_list(actor).filter(pk__range=numbered)[:most]) if numbered else []
    if policies.can_watch(actor):
        found = ids(Room, actor, wanted, most)
        named = search.in_order(found, Room.objects.of(actor).in_bulk(found))
    else:
        said = search.folded(wanted)
        named = [one for one in room_list(actor)[:1_000] if said in _words(one)]
    return list({one.pk: one for one in [*by_id, *named]}.values())[:most]


def _words(room: Room) -> str:
    return search.folded(f"{room.title} {room.external_id} {room.operator_name}")


def session_search(actor: Actor, wanted: str, most: int) -> list[Session]:
    """Return the broadcasts of that number, or beginning so, that `actor` may see."""
    numbered = search.id_range(wanted)
    if numbered is None:
        return []
    found = Session.objects.of(actor).filter(pk__range=numbered).select_related("room")
    if not policies.can_watch(actor):
        found = found.filter(room__operator_user_id=actor.user_id)
    return list(found.order_by("-pk")[:most])


def on_air_search(actor: Actor, wanted: str, most: int) -> list[OnAir]:
    """Return who sold live under a stage name that holds `wanted`, once per room, newest first."""
    if not policies.can_watch(actor):
        return []
    found = ids(OnAir, actor, wanted, most * 4)
    rows = OnAir.objects.of(actor).select_related("session__room").in_bulk(found)
    once: dict[tuple[str, object], OnAir] = {}
    for one in search.in_order(found, rows):
        once.setdefault((one.stage_name, one.session.room_id), one)
    return list(once.values())[:most]
