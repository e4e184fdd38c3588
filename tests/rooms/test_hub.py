"""The local broadcast: one subscription, one read, every outlet, whatever breaks."""

import asyncio
from contextlib import asynccontextmanager
from functools import partial

import pytest
import redis

from livecompliance.kernel import live
from livecompliance.kernel.ids import uuid7
from rooms import hub
from rooms.hub import outlet as outlets

KIND = "test"


class Numbers:
    """A source that counts: a table of which everything below `head` is committed."""

    replays = True

    def __init__(self, page: int = 100) -> None:
        self.last, self.page, self.reads, self.is_broken = 0, page, 0, False

    def is_news(self, hint, seq):
        return hint.get("seq", 0) > seq

    async def head(self):
        return self.last

    async def after(self, seq):
        self.reads += 1
        if self.is_broken:
            raise OSError("no database")
        upto = min(self.last, seq + self.page)
        frames = [hub.Frame(one, str(one)) for one in range(seq + 1, upto + 1)]
        return hub.Batch(frames, upto, upto < self.last)


class Client:
    """A client that takes what it is sent; or nothing while it is full."""

    def __init__(self) -> None:
        self.got: list[int] = []
        self.codes: list[int] = []
        self.ready = asyncio.Event()
        self.ready.set()
        self.outlet = hub.Outlet(self.send, self.codes.append)

    async def send(self, message) -> None:
        await self.ready.wait()
        self.got.append(int(message["text"]))

    async def has(self, *seqs: int, timeout: float = 3) -> bool:
        async with asyncio.timeout(timeout):
            while self.got[-len(seqs) :] != list(seqs):
                await asyncio.sleep(0.01)
        return True


class Watched:
    """One thing of one tenant, its source and the clients that follow it here."""

    def __init__(self, **options) -> None:
        self.tenant, self.source = uuid7(), Numbers()
        self.feed = hub.Feed(self.source, **options)
        self.hub, self.clients = hub.Hub(), []
        self.group = live.group_name(self.tenant, KIND, "one")

    async def join(self, cursor: int | None = None) -> Client:
        client = Client()
        await self.hub.join(client.outlet, "key", (self.group,), lambda: self.feed, cursor)
        client.outlet.start()
        self.clients.append(client)
        await asyncio.sleep(0.15)  # the subscription is in force
        return client

    async def say(self, count: int = 1, *, bell: bool = True) -> bool:
        self.source.last += count
        ring = partial(live.ring, self.tenant, KIND, "one", seq=self.source.last)
        return await asyncio.to_thread(ring) if bell else False


@asynccontextmanager
async def watching(**options):
    watched = Watched(**options)
    try:
        yield watched
    finally:
        for client in watched.clients:
            await watched.hub.leave(client.outlet)


def subscribers(group: str) -> int:
    with redis.Redis.from_url(live.shards()[0]["address"]) as connection:
        return connection.pubsub_numsub(live.channel_of(group))[0][1]


async def test_many_outlets_cost_one_subscription_and_one_read():
    async with watching() as watched:
        clients = [await watched.join() for _ in range(20)]
        watched.source.reads = 0
        await watched.say()

        for client in clients:
            assert await client.has(1)
        assert subscribers(watched.group) == 1
        assert watched.source.reads == 1


async def test_a_bell_about_what_is_known_costs_no_read():
    async with watching() as watched:
        client = await watched.join()
        await watched.say()
        assert await client.has(1)
        watched.source.reads = 0
        live.ring(watched.tenant, KIND, "one", seq=1)
        live.ring(watched.tenant, KIND, "one")
        await asyncio.sleep(0.2)

        assert watched.source.reads == 0


async def test_nothing_is_left_of_what_nobody_follows():
    async with watching() as watched:
        client = await watched.join()
        await watched.hub.leave(client.outlet)

        assert watched.hub.feeds() == {}
        assert subscribers(watched.group) == 0


async def test_a_lost_bell_is_found_by_the_poll():
    async with watching(poll=0.3) as watched:
        client = await watched.join()
        await watched.say(bell=False)

        assert await client.has(1, timeout=1)


async def test_who_comes_after_a_lost_bell_gets_what_it_was_about():
    async with watching(poll=60) as watched:
        await watched.join()
        await watched.say(3, bell=False)
        late = await watched.join(cursor=1)

        assert await late.has(2, 3)


async def test_who_is_behind_the_kept_frames_reads_for_himself_and_misses_none():
    async with watching(keep=10) as watched:
        watched.source.last = 250
        client = await watched.join(cursor=0)
        assert await client.has(*range(1, 251))

        client.ready.clear()
        await watched.say(50)
        await asyncio.sleep(0.1)
        await watched.say(50)
        await asyncio.sleep(0.1)
        client.ready.set()
        assert await client.has(*range(1, 351))


async def test_who_begins_again_gets_everything_from_there_in_order():
    async with watching() as watched:
        client = await watched.join()
        await watched.say(5)
        assert await client.has(1, 2, 3, 4, 5)
        client.outlet.place(watched.feed, 2)

        assert await client.has(1, 2, 3, 4, 5, 3, 4, 5)


async def test_a_client_that_takes_nothing_is_given_up_and_holds_up_nobody(monkeypatch):
    monkeypatch.setattr(outlets, "SLOW_S", 0.3)
    async with watching() as watched:
        slow, quick = await watched.join(), await watched.join()
        slow.ready.clear()
        for _ in range(20):
            await watched.say()
            await asyncio.sleep(0.005)

        assert await quick.has(*range(1, 21))
        async with asyncio.timeout(3):
            while not slow.codes:
                await asyncio.sleep(0.05)
        assert slow.codes == [hub.SLOW]
        assert slow.outlet.cursors[watched.feed] <= 20  # a number, not a queue


async def test_a_source_that_fails_is_asked_again(monkeypatch):
    monkeypatch.setattr("rooms.hub.feed.RETRY_S", 0.05)
    async with watching() as watched:
        client = await watched.join()
        watched.source.is_broken = True
        await watched.say()
        await asyncio.sleep(0.2)
        watched.source.is_broken = False

        assert await client.has(1)


async def test_a_reader_that_breaks_sends_its_clients_away_to_come_back(monkeypatch):
    async with watching() as watched:
        client = await watched.join()
        watched.source.after = None
        await watched.say()
        await asyncio.sleep(0.3)

        assert client.codes == [1011]


class Ticks(Numbers):
    """A source of bells: each read is one more."""

    replays = False

    def is_news(self, hint, seq):
        return True

    async def after(self, seq):
        self.reads += 1
        return hub.Batch([hub.Frame(seq + 1, str(seq + 1))], seq + 1)


async def test_paced_bells_become_one_and_the_last_is_never_lost():
    async with watching(pace=0.4, keep=1) as watched:
        watched.feed.source = Ticks()
        client = await watched.join()
        await asyncio.sleep(0.8)
        begun = len(client.got)
        await watched.say()
        await asyncio.sleep(0.1)
        for _ in range(49):
            live.ring(watched.tenant, KIND, "one")
        await asyncio.sleep(0.1)
        assert len(client.got) == begun + 1
        await asyncio.sleep(0.8)
        assert len(client.got) == begun + 2


async def test_who_missed_bells_gets_only_the_last():
    async with watching(keep=1) as watched:
        watched.feed.source = Ticks()
        client = await watched.join()
        client.ready.clear()
        for _ in range(10):
            await watched.say()
            await asyncio.sleep(0.01)
        last = watched.feed.seq
        client.ready.set()
        await asyncio.sleep(0.1)

        assert client.got[-1] == last
        assert len(client.got) <= 4


@pytest.mark.faults
async def test_a_dead_redis_costs_a_ringer_little_and_its_return_is_heard_by_all(own_redis):
    async with watching(poll=60) as watched:
        client = await watched.join()
        assert await watched.say()
        assert await client.has(1)

        own_redis.kill()
        started = asyncio.get_running_loop().time()
        assert [await watched.say() for _ in range(20)] == [False] * 20
        assert asyncio.get_running_loop().time() - started < 2
        assert client.got == [1]

        own_redis.start()
        assert await client.has(*range(1, 22), timeout=5)
        async with asyncio.timeout(5):
            while not await watched.say():
                await asyncio.sleep(0.1)
        assert await client.has(watched.source.last)


@pytest.mark.faults
async def test_rings_share_one_connection(own_redis):
    tenant = uuid7()
    with redis.Redis.from_url(own_redis.url()) as connection:
        live.ring(tenant, KIND, "one")
        before = connection.info("stats")["total_connections_received"]
        for _ in range(200):
            assert live.ring(tenant, KIND, "one")
        assert connection.info("stats")["total_connections_received"] == before
