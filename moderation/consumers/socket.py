"""What both sockets share: letting in, asking again who that is, listening, going away."""

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod
from typing import Any, cast

from channels.generic.websocket import AsyncWebsocketConsumer

from livecompliance.kernel.actors import Actor, Caller
from livecompliance.kernel.offload import in_database
from moderation.consumers import doors, wire
from rooms import hub

log = logging.getLogger(__name__)
BAD_FRAMES, REVOKED, NOT_FOUND, TRY_AGAIN = 4400, 4401, 4404, 1013
RECHECK_S = 30.0
PATIENCE = 10


class Gone(Exception):
    """The client went away while it was spoken to."""


class Socket(AsyncWebsocketConsumer, ABC):
    """One connection. It has no channel of its own: the hub speaks to it directly.

    Nobody, another tenant's room and a room that does not exist are answered alike:
    accepted and closed with 4404, because a browser is not told why a handshake failed.
    """

    channel_layer_alias = ""
    outlet: hub.Outlet
    caller: Caller
    actor: Actor

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self._background: set[asyncio.Task[Any]] = set()
        self._bad_frames = 0
        self._is_open = False
        self._doubted = asyncio.Event()
        try:
            await super().__call__(scope, receive, send)
        except Gone:
            log.debug("a client went away while it was spoken to")
        finally:
            await self._release()

    async def connect(self) -> None:
        await self.accept()
        self.outlet = hub.Outlet(self.base_send, self.give_up)
        try:
            if not await self.admitted():
                await self.close(NOT_FOUND)
                return
            doors.current().enter(self, self.actor, self._doubted.set)
            await self.begin()
        except hub.FAULTS as fault:
            log.warning("socket refused, try again: %s", type(fault).__name__)
            await self.close(TRY_AGAIN)
            return
        self._is_open = True
        self.outlet.start()
        self.in_background(self._recheck())

    @abstractmethod
    async def admitted(self) -> bool:
        """Set `caller` and `actor`, and tell whether that is somebody who may be here."""

    @abstractmethod
    def is_still_welcome(self, actor: Actor) -> bool:
        """Tell, in a transaction of `actor`, whether the socket may stay open."""

    @abstractmethod
    async def begin(self) -> None:
        """Follow what is to be followed and say hello."""

    @abstractmethod
    async def hear(self, text: str | None) -> None:
        """Act on one frame of the client.

        Raises:
            BadFrame: it makes no sense.
        """

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not self._is_open:
            return
        if len(text_data or bytes_data or "") > wire.MOST_CHARACTERS:
            await self.close(BAD_FRAMES)
            return
        try:
            await self.hear(text_data)
        except wire.BadFrame as bad:
            self._bad_frames += 1
            if self._bad_frames > PATIENCE:
                await self.close(BAD_FRAMES)
            else:
                await self.tell(wire.error(bad.code))

    async def say(self, frame: dict[str, Any]) -> None:
        await self.tell(wire.text_of(frame))

    async def tell(self, text: str) -> None:
        """Send one frame past the feeds.

        Raises:
            Gone: there is nobody to send it to.
        """
        try:
            await self.send(text)
        except OSError:
            raise Gone from None

    async def ask(self, caller: Caller | None) -> Actor | None:
        """Return who a caller is now."""
        return await in_database(None, caller.actor) if caller else None

    def in_background(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def give_up(self, code: int) -> None:
        """Close from outside of the client's own conversation."""
        self._is_open = False
        self.in_background(self._close(code))

    async def close(self, code: int | bool | None = None, reason: str | None = None) -> None:
        self._is_open = False
        try:
            await super().close(code, reason)
        except (OSError, RuntimeError):
            log.debug("the client had gone before it was told")

    async def _close(self, code: int) -> None:
        await hub.current().leave(self.outlet)
        await self.close(code)

    async def _recheck(self) -> None:
        """Ask again who this is, when in doubt and at times; close when he may not be here."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RECHECK_S):
                    await self._doubted.wait()
            self._doubted.clear()
            try:
                actor = await self.ask(self.caller)
                if actor is None or not await in_database(actor, self.is_still_welcome, actor):
                    self.give_up(REVOKED)
                    return
            except hub.FAULTS as fault:
                log.warning("socket not checked now: %s", type(fault).__name__)
            else:
                self.actor = actor

    async def _release(self) -> None:
        tasks = tuple(self._background)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        await doors.current().leave(self)
        if hasattr(self, "outlet"):
            await hub.current().leave(self.outlet)
            await self.released()

    async def released(self) -> None:
        """Do what is left to do when the client has gone."""

    def scoped(self, name: str) -> Any:
        return cast(dict[str, Any], self.scope).get(name)
