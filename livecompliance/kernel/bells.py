"""Hearing doorbells in an event loop: one subscription per group, one connection per Redis."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Lost
from redis.exceptions import RedisError

from livecompliance.kernel import live

log = logging.getLogger(__name__)
Heard = Callable[[dict[str, Any]], None]
IDLE_S = 5.0
RETRY_S = (0.1, 0.1, 0.2, 0.5, 1.0)
PATIENCE_S = 2.0


class Bells:
    """Every group that somebody in this event loop listens for.

    A listener is also called, with an empty hint, whenever its subscription is confirmed:
    at first and after every reconnection. What was rung while nobody could hear it is
    therefore looked up at once, and never has to be remembered.
    """

    def __init__(self) -> None:
        self._shards = [_Shard(index) for index in range(len(live.shards()))]

    def listen(self, group: str, heard: Heard) -> None:
        """Call `heard` for every bell of `group`; a group has one listener."""
        channel = live.channel_of(group)
        self._shards[live.shard_of(channel)].want(channel, heard)

    async def ignore(self, group: str) -> None:
        """Listen no more; the connection goes with its last group."""
        channel = live.channel_of(group)
        await self._shards[live.shard_of(channel)].drop(channel)


class _Unwanted(Exception):
    """Nobody listens any more. Said by raising: redis-py may swallow a cancellation."""


class _Shard:
    """One Redis: what is wanted from it, and the task that hears it."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.wanted: dict[str, Heard] = {}
        self.changed = asyncio.Event()
        self.stop = asyncio.Event()
        self.task: asyncio.Task[None] | None = None
        self.is_heard = False

    def want(self, channel: str, heard: Heard) -> None:
        self.wanted[channel] = heard
        self.changed.set()
        if self.task is None:
            self.stop = asyncio.Event()
            self.task = asyncio.create_task(self._run(self.stop), name=f"bells {self.index}")

    async def drop(self, channel: str) -> None:
        self.wanted.pop(channel, None)
        task = self.task
        if not self.wanted and task is not None:
            self.task = None
            self.stop.set()
            self.changed.set()
            await asyncio.wait([task], timeout=PATIENCE_S)
        self.changed.set()

    async def _run(self, stop: asyncio.Event) -> None:
        failures = 0
        client = _client(self.index)
        try:
            while not stop.is_set():
                self.is_heard = False
                faults = await self._hear(client, stop)
                failures = 1 if self.is_heard else failures + 1
                if faults:
                    await self._wait(failures, faults)
        finally:
            await client.aclose()

    async def _wait(self, failures: int, faults: list[str]) -> None:
        if failures == 1:
            log.warning("doorbells unheard, polling until they are back: %s", faults)
        await asyncio.sleep(RETRY_S[min(failures, len(RETRY_S) - 1)])

    async def _hear(self, client: Redis, stop: asyncio.Event) -> list[str]:
        """Hear until nobody listens, or return what broke."""
        faults: list[str] = []
        try:
            async with client.pubsub() as pubsub:
                await pubsub.subscribe(live.channel_of("idle"))
                self.is_heard = True
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._subscribe(pubsub, stop))
                    both.create_task(self._read(pubsub, stop))
        except* _Unwanted:
            pass
        except* (RedisError, OSError) as group:
            faults = sorted({type(fault).__name__ for fault in group.exceptions})
        return faults

    async def _subscribe(self, pubsub: PubSub, stop: asyncio.Event) -> None:
        held: set[str] = set()
        while not stop.is_set():
            self.changed.clear()
            wanted = set(self.wanted)
            if wanted - held:
                await pubsub.subscribe(*(wanted - held))
            if held - wanted:
                await pubsub.unsubscribe(*(held - wanted))
            held = wanted
            await self.changed.wait()
        raise _Unwanted

    async def _read(self, pubsub: PubSub, stop: asyncio.Event) -> None:
        asked = False
        while not stop.is_set():
            message = await pubsub.get_message(timeout=IDLE_S)
            if message is None and asked:
                raise Lost("no answer to a ping")
            asked = message is None
            if message is None:
                await pubsub.ping()
            elif heard := self._listener_of(message):
                heard(live.unpack(message["data"]) if message["type"] == "message" else {})

    def _listener_of(self, message: dict[str, Any]) -> Heard | None:
        if message["type"] not in ("message", "subscribe"):
            return None
        return self.wanted.get(message["channel"].decode())


def _client(shard: int) -> Redis:
    options = live.shards()[shard] | {"socket_connect_timeout": 1.0, "retry": Retry(NoBackoff(), 0)}
    address = options.pop("address", None)
    return Redis.from_url(address, **options) if address else Redis(**options)
