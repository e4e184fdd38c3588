"""/ws/rooms/{id}/ -- one room's measures, to the streamer's client and to viewers' banners."""

from functools import partial
from typing import Any
from uuid import UUID

from livecompliance.kernel import live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import DomainError, NotFound
from livecompliance.kernel.offload import in_database
from moderation import rules, selectors, services
from moderation.consumers import wire
from moderation.consumers.socket import Socket
from moderation.consumers.sources import Measures
from rooms import hub
from rooms import selectors as rooms
from rooms.services import ticket as tickets

STREAMER, VIEWER = "streamer", "viewer"


class RoomConsumer(Socket):
    """Replays after `since`, then pushes; takes `delivered`, the only thing a socket writes."""

    room_id: UUID
    audience: str
    feed: hub.Feed

    async def admitted(self) -> bool:
        self.room_id, self.audience = self.scope["url_route"]["kwargs"]["room_id"], STREAMER
        if text := self.scoped("ticket"):
            admission = await in_database(None, tickets.ticket_use, text)
            if admission is None or not self._fits(admission):
                return False
            self.caller, self.audience = admission, admission.audience
        elif caller := self.scoped("caller"):
            self.caller = caller
        else:
            return False
        actor = await self.ask(self.caller)
        if actor is None or not await in_database(actor, self.is_still_welcome, actor):
            return False
        self.actor = actor
        return True

    def _fits(self, admission: tickets.Admission) -> bool:
        foreign = self.scoped("foreign_origin")
        return admission.room_id == self.room_id and (
            foreign is None or foreign in admission.origins
        )

    def is_still_welcome(self, actor: Actor) -> bool:
        if len(actor.tenant_ids) != 1:
            return False
        try:
            rooms.room_get(actor, self.room_id)
        except NotFound:
            return False
        return True

    async def begin(self) -> None:
        tenant_id = self.actor.tenant_id
        is_viewer = self.audience == VIEWER
        source = partial(Measures, tenant_id, self.room_id, notices_only=is_viewer)
        self.feed = await hub.current().join(
            self.outlet,
            f"{self.audience} {self.room_id}",
            (live.group_name(tenant_id, "room", self.room_id),),
            lambda: hub.Feed(source()),
        )
        await self.say({"type": "hello", "since": self.feed.seq})
        await self.say(await in_database(self.actor, self._notice))

    def _notice(self) -> dict[str, Any]:
        """Return the notice that stands in every room, as large as it is to be shown now.

        Law: M-off-platform
        """
        session = rooms.session_open(self.actor, rooms.room_get(self.actor, self.room_id))
        notice = selectors.notice_get(self.actor, session.pk) if session else None
        return {
            "type": "notice",
            "seq": notice.seq if notice else 0,
            "text": dict(notice.text if notice else rules.NOTICE_TEXT),
            "is_large": notice is not None and notice.is_large,
            "clause": "M-off-platform",
            "session": str(session.pk) if session else None,
        }

    async def hear(self, text: str | None) -> None:
        frame = wire.room_frame(text)
        if isinstance(frame, wire.Hello):
            if frame.since < 0:
                raise wire.BadFrame("bad_value")
            self.outlet.place(self.feed, min(frame.since, self.feed.seq))
        else:
            await self._delivered(frame.seq)

    async def _delivered(self, seq: int) -> None:
        if not 0 < seq <= self.feed.seq:
            raise wire.BadFrame("bad_value")
        if self.audience == VIEWER:
            raise wire.BadFrame("forbidden")
        try:
            await in_database(
                self.actor,
                services.measure_deliver,
                actor=self.actor,
                room_id=self.room_id,
                seq=seq,
            )
        except DomainError as refusal:
            raise wire.BadFrame(refusal.code) from None
        except hub.FAULTS:
            raise wire.BadFrame("unavailable") from None
