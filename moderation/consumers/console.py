"""/ws/console/ -- bells for the pages of officers, and who looks at which room."""

import asyncio
import logging
from functools import partial
from typing import cast
from uuid import UUID

from livecompliance.kernel import live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.offload import in_database
from moderation.consumers import wire
from moderation.consumers.people import People
from moderation.consumers.socket import Socket
from moderation.consumers.sources import Bell
from moderation.services import presence
from rooms import hub, policies
from rooms import selectors as rooms

log = logging.getLogger(__name__)
PACE_S = 1.0
NOTE_S = 20.0


class ConsoleConsumer(Socket):
    """Rings for the wall and for the room that is looked at, each at most once a second."""

    watched: UUID | None = None
    _heard = ""

    async def admitted(self) -> bool:
        caller = self.scoped("caller")
        actor = await self.ask(caller)
        if actor is None or not self.is_still_welcome(actor):
            return False
        self.caller, self.actor = caller, actor
        return True

    def is_still_welcome(self, actor: Actor) -> bool:
        return len(actor.tenant_ids) == 1 and policies.can_watch(actor)

    async def begin(self) -> None:
        tenant = self.actor.tenant_id
        await self.say({"type": "hello", "since": 0})
        await self._follow(f"wall {tenant}", (self._group("wall", "all"),), Bell("wall", "all"))
        reviews = Bell("queue", "reviews")
        await self._follow(f"queue {tenant}", (self._group("queue", "reviews"),), reviews)
        person = str(self.actor.user_id)
        group = self._group("person", person)
        await self._follow(group, (group,), Bell("person", person))
        people = await hub.current().join(
            self.outlet,
            f"presence {tenant}",
            (self._group("presence", "all"),),
            lambda: hub.Feed(People(tenant), pace=PACE_S),
        )
        for text in cast(People, people.source).frames():
            await self.tell(text)
        self.in_background(self._keep_noted())

    def _group(self, kind: str, pk: UUID | str) -> str:
        return live.group_name(self.actor.tenant_id, kind, pk)

    async def _follow(self, key: str, groups: tuple[str, ...], bell: Bell) -> None:
        """Follow a bell from one ring back: what changed while the page loaded counts too."""
        make = partial(hub.Feed, bell, pace=PACE_S, keep=1)
        feed = await hub.current().join(self.outlet, key, groups, make)
        self.outlet.place(feed, feed.seq - 1)

    async def hear(self, text: str | None) -> None:
        frame = wire.console_frame(text)
        if not isinstance(frame, wire.Watching) or frame.room == self.watched:
            return
        try:
            await self._turn_to(frame.room)
        except NotFound as refusal:
            raise wire.BadFrame(refusal.code) from None
        except hub.FAULTS:
            raise wire.BadFrame("unavailable") from None

    async def _turn_to(self, room_id: UUID | None) -> None:
        before = self.watched
        await self._listen(room_id)
        self.watched = room_id
        if room_id:
            await self._note(room_id)
        if before:
            await self._note(before, forget=True)

    async def _listen(self, room_id: UUID | None) -> None:
        """Hear the room's own bell and, while it is live, that of its session's timeline."""
        key: str = ""
        groups: tuple[str, ...] = ()
        if room_id:
            session_id = await in_database(self.actor, self._session_of, room_id)
            key, groups = f"bell {room_id} {session_id}", (self._group("room", room_id),)
            groups += (self._group("timeline", session_id),) if session_id else ()
        before, self._heard = self._heard, key
        if before != key and before:
            await hub.current().part(self.outlet, before)
        if before != key and key:
            await self._follow(key, groups, Bell("room", str(room_id)))

    def _session_of(self, room_id: UUID) -> UUID | None:
        session = rooms.session_open(self.actor, rooms.room_get(self.actor, room_id))
        return session.pk if session else None

    async def _note(self, room_id: UUID, *, forget: bool = False) -> None:
        change = presence.presence_forget if forget else presence.presence_note
        await asyncio.to_thread(partial(change, actor=self.actor, room_id=room_id))
        ring = partial(live.ring, self.actor.tenant_id, "presence", "all", room=room_id.hex)
        await asyncio.to_thread(ring)

    async def _keep_noted(self) -> None:
        """Say again that the person is still looking, and find the session that began since."""
        while True:
            await asyncio.sleep(NOTE_S)
            if self.watched:
                try:
                    await self._listen(self.watched)
                    await self._note(self.watched)
                except hub.FAULTS as fault:
                    log.warning("presence not noted now: %s", type(fault).__name__)

    async def released(self) -> None:
        if self.watched:
            await self._note(self.watched, forget=True)
