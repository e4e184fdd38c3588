"""One watched thing in one live process: what is new is read once and encoded once for all."""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from django.db import Error as DatabaseFault
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from rooms.hub.outlet import Outlet

log = logging.getLogger(__name__)
FAULTS = (DatabaseFault, RedisError, OSError)
POLL_S = 15.0
RETRY_S = 1.0
KEPT = 256
Message = dict[str, str]


class Frame(NamedTuple):
    """One thing to tell, encoded, at its place in the order of what is watched."""

    seq: int
    text: str


class Batch(NamedTuple):
    """Frames in order, up to where the source has looked, and whether it stopped half-way."""

    frames: list[Frame]
    upto: int
    more: bool = False


class Source(Protocol):
    """Where the frames of a feed come from. It may raise any of FAULTS.

    `replays` tells whether an outlet that missed frames must get them all, or
    whether the last ones kept are enough.
    """

    replays: bool

    def is_news(self, hint: dict[str, Any], seq: int) -> bool:
        """Tell whether a bell with this hint can mean anything after `seq`."""

    async def head(self) -> int:
        """Return the last number given out."""

    async def after(self, seq: int) -> Batch:
        """Return what comes after `seq`; all of it, or a page of it."""


class Feed:
    """Follows a source and wakes the outlets that follow it.

    The last frames are kept encoded, so that an outlet a little behind costs no
    read. One that is further behind reads for itself, as one that connects does.

    Args:
        pace: the shortest time between two reads; bells in between are one bell.
        poll: the longest time between two reads, however silent the bells.
        keep: how many frames are kept.
    """

    def __init__(
        self, source: Source, *, pace: float = 0.0, poll: float = POLL_S, keep: int = KEPT
    ) -> None:
        self.source, self.pace, self.poll, self.keep = source, pace, poll, keep
        self.outlets: set[Outlet] = set()
        self.seq = self.floor = 0
        self._kept: deque[Frame] = deque()
        self._tails: dict[int, list[Message]] = {}
        self._bell = asyncio.Event()

    def ring(self, hint: dict[str, Any]) -> None:
        """Look for what is new, soon. No hint at all is a subscription (again) in force."""
        if not hint or self.source.is_news(hint, self.seq):
            self._bell.set()

    async def open(self) -> None:
        """Find out where the source stands."""
        self.seq = self.floor = await self.source.head()

    async def follow(self) -> None:
        """Read at every bell and at every poll, for ever."""
        while True:
            try:
                async with asyncio.timeout(self.poll):
                    await self._bell.wait()
            except TimeoutError:
                pass
            self._bell.clear()
            try:
                await self.catch_up()
            except FAULTS as fault:
                log.warning("feed unreadable, trying again: %s", type(fault).__name__)
                self._bell.set()
                await asyncio.sleep(RETRY_S)
            await asyncio.sleep(self.pace)

    async def catch_up(self) -> None:
        """Read all that is new, keep it, wake everybody."""
        more = True
        while more:
            frames, upto, more = await self.source.after(self.seq)
            if upto <= self.seq:
                return
            self._keep(frames)
            self.seq = upto
            self._tails.clear()
            for outlet in self.outlets:
                outlet.wake.set()

    def _keep(self, frames: Iterable[Frame]) -> None:
        for frame in frames:
            self._kept.append(frame)
            if len(self._kept) > self.keep:
                self.floor = self._kept.popleft().seq

    async def read(self, cursor: int) -> tuple[list[Message], int]:
        """Return the messages after `cursor`, and the cursor after them."""
        if cursor < self.floor and self.source.replays:
            frames, upto, more = await self.source.after(cursor)
            return [message_of(frame) for frame in frames], upto if more else max(upto, self.floor)
        tail = self._tails.get(cursor)
        if tail is None:
            tail = [message_of(frame) for frame in self._kept if frame.seq > cursor]
            self._tails[cursor] = tail
        return tail, self.seq


def message_of(frame: Frame) -> Message:
    """Return the ASGI message that carries a frame."""
    return {"type": "websocket.send", "text": frame.text}
