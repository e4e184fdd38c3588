"""Where the hub's frames come from: a room's measures, and bells for consoles."""

from typing import Any
from uuid import UUID

from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.offload import in_database
from moderation import selectors
from moderation.consumers import wire
from moderation.selectors.push import push_head
from rooms.hub import Batch, Frame

PAGE = 200


class Measures:
    """A room's released measures, in their order; for viewers only the notices among them.

    Numbers are given out under a lock that lasts until the commit, so that they
    become visible in order: what was read never has to be read again.
    """

    replays = True

    def __init__(self, tenant_id: UUID, room_id: UUID, *, notices_only: bool) -> None:
        self.actor: Actor = system_actor(tenant_id)
        self.room_id, self.notices_only = room_id, notices_only

    def is_news(self, hint: dict[str, Any], seq: int) -> bool:
        """A bell without a number is about something else in the room."""
        named = hint.get("seq")
        return isinstance(named, int) and named > seq

    async def head(self) -> int:
        return await in_database(self.actor, push_head, self.actor, self.room_id)

    async def after(self, seq: int) -> Batch:
        found = await in_database(
            self.actor, selectors.frame_list, self.actor, self.room_id, seq, PAGE
        )
        frames = [
            Frame(one["seq"], wire.text_of(one))
            for one in found
            if not self.notices_only or one["type"] == "notice"
        ]
        return Batch(frames, found[-1]["seq"] if found else seq, len(found) == PAGE)


class Bell:
    """Says that something changed, and no more: the page asks for what it shows."""

    replays = False

    def __init__(self, kind: str, pk: str) -> None:
        self.kind, self.pk = kind, pk

    def is_news(self, hint: dict[str, Any], seq: int) -> bool:
        return True

    async def head(self) -> int:
        return 0

    async def after(self, seq: int) -> Batch:
        frame = {"type": "bell", "kind": self.kind, "id": self.pk, "seq": seq + 1}
        return Batch([Frame(seq + 1, wire.text_of(frame))], seq + 1)
