"""One socket's way out: a cursor into each feed it follows, never a queue that could grow."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rooms.hub.feed import FAULTS, RETRY_S, Feed

log = logging.getLogger(__name__)
SLOW = 4008
SLOW_S = 10.0
Send = Callable[[Any], Awaitable[None]]


class Outlet:
    """Sends what its feeds have, in order, as fast as the client takes it.

    What a slow client has not taken yet is only a number: its cursor. A client
    that takes nothing at all for SLOW_S is given up.

    Args:
        send: the socket's own way to send an ASGI message; it waits while the client is full.
        give_up: called with a close code when the client is too slow or the feed is lost.
    """

    def __init__(self, send: Send, give_up: Callable[[int], None]) -> None:
        self.send, self.give_up = send, give_up
        self.cursors: dict[Feed, int] = {}
        self.wake = asyncio.Event()
        self.busy_since: float | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to send."""
        self._task = asyncio.create_task(self._run())
        self._task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Send no more."""
        task, self._task = self._task, None
        if task is not None and not task.done():
            task.cancel()
            await asyncio.wait([task])

    def place(self, feed: Feed, cursor: int) -> None:
        """Send what `feed` has after `cursor`, whatever was sent before."""
        self.cursors[feed] = cursor
        self.wake.set()

    def is_stuck(self, at: float) -> bool:
        """Tell whether the client has taken nothing for too long."""
        return self.busy_since is not None and at - self.busy_since > SLOW_S

    async def _run(self) -> None:
        while True:
            await self.wake.wait()
            self.wake.clear()
            for feed in tuple(self.cursors):
                await self._drain(feed)

    async def _drain(self, feed: Feed) -> None:
        while (cursor := self.cursors.get(feed, feed.seq)) < feed.seq:
            try:
                messages, upto = await feed.read(cursor)
            except FAULTS as fault:
                log.warning("socket cannot catch up, trying again: %s", type(fault).__name__)
                asyncio.get_running_loop().call_later(RETRY_S, self.wake.set)
                return
            if self.cursors.get(feed) == cursor:
                self.cursors[feed] = upto
                await self._write(feed, upto, messages)

    async def _write(self, feed: Feed, upto: int, messages: list[dict[str, str]]) -> None:
        clock = asyncio.get_running_loop().time
        for message in messages:
            if self.cursors.get(feed) != upto:
                return  # the client asked to begin again elsewhere
            self.busy_since = clock()
            await self.send(message)
            self.busy_since = None

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.busy_since = None
        if task.cancelled():
            return
        fault = task.exception()
        if not isinstance(fault, OSError):  # a client that went away is no news
            log.error("outlet failed", exc_info=fault)
            with contextlib.suppress(RuntimeError):
                self.give_up(1011)
