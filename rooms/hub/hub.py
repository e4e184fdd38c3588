"""Every feed of one live process, each with its bell, its reader and its outlets."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from livecompliance.kernel.bells import Bells
from rooms.hub.feed import Feed
from rooms.hub.outlet import SLOW, Outlet

log = logging.getLogger(__name__)
SWEEP_S = 1.0
LOST = 1011
_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


def current() -> "Hub":
    """Return the hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


class _Open:
    """A feed that is followed: the groups it listens to and the task that reads it."""

    def __init__(self, groups: tuple[str, ...], feed: Feed) -> None:
        self.groups, self.feed = groups, feed
        self.opening = asyncio.create_task(feed.open())
        self.reading: asyncio.Task[None] | None = None


class Hub:
    """What this process watches. A feed lives as long as somebody follows it."""

    def __init__(self) -> None:
        self.bells = Bells()
        self._open: dict[str, _Open] = {}
        self._outlets: set[Outlet] = set()
        self._sweeper: asyncio.Task[None] | None = None

    def feeds(self) -> dict[str, Feed]:
        """Return what is followed now, by key."""
        return {key: one.feed for key, one in self._open.items()}

    async def join(
        self,
        outlet: Outlet,
        key: str,
        groups: tuple[str, ...],
        make: Callable[[], Feed],
        cursor: int | None = None,
    ) -> Feed:
        """Let an outlet follow the feed `key`, which is made when nobody follows it yet.

        Args:
            groups: whose bells tell of news; several feeds may share one.
            cursor: where the outlet begins; where the feed stands when not given.

        Raises:
            FAULTS: the source cannot be read now.
        """
        one = self._open.get(key)
        if one is None:
            one = self._open[key] = _Open(groups, make())
            for group in groups:
                self.bells.listen(group, partial(self._heard, group))
        one.feed.outlets.add(outlet)
        try:
            await asyncio.shield(one.opening)
        except BaseException:
            one.feed.outlets.discard(outlet)
            await self._close_unused(key)
            raise
        if one.reading is None:
            one.reading = asyncio.create_task(one.feed.follow(), name=f"feed {key}")
            one.reading.add_done_callback(partial(self._lost, one.feed))
        self._outlets.add(outlet)
        self._sweeper = self._sweeper or asyncio.create_task(self._sweep(), name="sweep")
        outlet.place(one.feed, one.feed.seq if cursor is None else cursor)
        if one.feed.source.replays:
            one.feed.ring({})  # whoever comes anew must not wait for the poll if a bell was lost
        return one.feed

    async def part(self, outlet: Outlet, key: str) -> None:
        """Let an outlet follow one feed no more."""
        if one := self._open.get(key):
            outlet.cursors.pop(one.feed, None)
            one.feed.outlets.discard(outlet)
            await self._close_unused(key)

    async def leave(self, outlet: Outlet) -> None:
        """Stop an outlet and let it follow nothing."""
        await outlet.stop()
        for key in [key for key, one in self._open.items() if outlet in one.feed.outlets]:
            await self.part(outlet, key)
        self._outlets.discard(outlet)
        if not self._outlets and self._sweeper:
            sweeper, self._sweeper = self._sweeper, None
            sweeper.cancel()
            await asyncio.wait([sweeper])

    async def _close_unused(self, key: str) -> None:
        one = self._open.get(key)
        if one is None or one.feed.outlets:
            return
        del self._open[key]
        for task in (one.opening, one.reading):
            if task is not None and not task.done():
                task.cancel()
                await asyncio.wait([task])
        still = {group for other in self._open.values() for group in other.groups}
        for group in one.groups:
            if group not in still:
                await self.bells.ignore(group)

    def _heard(self, group: str, hint: dict[str, Any]) -> None:
        for one in self._open.values():
            if group in one.groups:
                one.feed.ring(hint)

    def _lost(self, feed: Feed, task: "asyncio.Task[None]") -> None:
        """A reader that fails is a bug: its clients reconnect instead of waiting in silence."""
        if task.cancelled():
            return
        log.error("feed failed", exc_info=task.exception())
        for outlet in tuple(feed.outlets):
            outlet.give_up(LOST)

    async def _sweep(self) -> None:
        """Give up the clients that take nothing."""
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(SWEEP_S)
            now = clock()
            for outlet in [one for one in self._outlets if one.is_stuck(now)]:
                outlet.busy_since = None
                outlet.give_up(SLOW)
