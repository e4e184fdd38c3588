"""Who looks at which room, told to every console of the tenant."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.offload import in_database
from moderation.consumers import wire
from moderation.selectors import presence
from rooms import selectors as rooms
from rooms.hub import Batch, Frame


class People:
    """Frames `presence` for the rooms whose watchers changed.

    What is known lives in the cache and is forgotten there within a minute; a
    cache that was flushed only means that nobody is seen until the next note.
    """

    replays = False

    def __init__(self, tenant_id: UUID) -> None:
        self.actor: Actor = system_actor(tenant_id)
        self.known: dict[UUID, list[str]] = {}
        self._named: set[UUID] = set()

    def is_news(self, hint: dict[str, Any], seq: int) -> bool:
        """The bell names the room, so that only that one is looked at again."""
        try:
            self._named.add(UUID(hex=str(hint.get("room", ""))))
        except ValueError:
            return False
        return True

    async def head(self) -> int:
        self.known = await in_database(self.actor, self._everywhere)
        return 0

    async def after(self, seq: int) -> Batch:
        named, self._named = self._named, set()
        try:
            seen = await in_database(self.actor, self._seen, named | set(self.known))
        except BaseException:
            self._named |= named
            raise
        changed = {room: people for room, people in seen.items() if self._is_other(room, people)}
        self.known = {room: people for room, people in seen.items() if people}
        frames = [
            Frame(seq + number, frame_of(room, people))
            for number, (room, people) in enumerate(changed.items(), start=1)
        ]
        return Batch(frames, seq + len(frames))

    def frames(self) -> list[str]:
        """Return what a console that just connected has to know."""
        return [frame_of(room, people) for room, people in self.known.items()]

    def _is_other(self, room: UUID, people: list[str]) -> bool:
        return people != self.known.get(room, [])

    def _everywhere(self) -> dict[UUID, list[str]]:
        on_air = [session.room_id for session in rooms.session_open_list(self.actor)]
        return {room: people for room, people in self._seen(on_air).items() if people}

    def _seen(self, room_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
        wanted = list(room_ids)
        found = presence.watchers(self.actor, wanted)
        return {room: sorted(found.get(room, [])) for room in wanted}


def frame_of(room_id: UUID, people: list[str]) -> str:
    """Return the frame that names the people who look at a room."""
    return wire.text_of({"type": "presence", "room": str(room_id), "people": people})
