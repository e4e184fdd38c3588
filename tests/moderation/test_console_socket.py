"""The console's socket: bells at most once a second, and who looks at which room."""

import pytest
from django.core.cache import cache

from accounts.models import User
from livecompliance.kernel import live
from livecompliance.kernel.ids import uuid7
from moderation.consumers import console
from tests import builders
from tests.moderation.sockets import connected, cookie_of, opened, serving, warn

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/ws/console/"


def name_of(actor) -> str:
    return str(User.objects.get(pk=actor.user_id))


async def bells(client, seconds: float) -> list[tuple[str, str]]:
    """Return the bells heard until it is silent so long."""
    heard = []
    try:
        while True:
            frame = await client.next("bell", timeout=seconds)
            heard.append((frame["kind"], frame["id"]))
    except TimeoutError:
        return heard


async def test_fifty_changes_ring_the_wall_twice_at_most(lin):
    async with opened(PATH, **cookie_of(lin)) as client:
        assert (await client.next())["type"] == "hello"
        await bells(client, 1.3)
        for _ in range(50):
            live.ring(lin.tenant_id, "wall", "all")

        heard = await bells(client, 1.5)
        assert set(heard) == {("wall", "all")}
        assert len(heard) <= 2  # at once and after the pace; one where all came before the first


async def test_another_tenants_wall_is_not_heard(lin, outsider):
    async with opened(PATH, **cookie_of(lin)) as client:
        await bells(client, 1.3)
        live.ring(outsider.tenant_id, "wall", "all")

        assert await bells(client, 0.5) == []


@pytest.mark.long
async def test_a_measure_and_the_timeline_ring_for_those_who_look_at_the_room(
    lin, chun, tea_room, tea_session
):
    other = builders.room(chun, "另一间")
    async with opened(PATH, **cookie_of(lin)) as client:
        await client.say({"type": "watching", "room": str(tea_room.pk)})
        await bells(client, 1.3)
        live.ring(lin.tenant_id, "room", other.pk, seq=1)
        assert await bells(client, 0.4) == []
        live.ring(lin.tenant_id, "timeline", tea_session.pk, seq=7)
        assert await bells(client, 1.2) == [("room", str(tea_room.pk))]
        warn(lin, tea_session)
        assert ("room", str(tea_room.pk)) in await bells(client, 1.5)


async def test_everybody_sees_who_looks_at_a_room_and_when_that_ends(lin, wu, tea_room):
    async with serving() as port, connected(port, PATH, **cookie_of(wu)) as watcher:
        await watcher.next("hello")
        async with connected(port, PATH, **cookie_of(lin)) as client:
            await client.say({"type": "watching", "room": str(tea_room.pk)})
            seen = await watcher.next("presence")
            assert seen["room"] == str(tea_room.pk)
            assert seen["people"] == [name_of(lin)]
        gone = await watcher.next("presence")

    assert (gone["room"], gone["people"]) == (str(tea_room.pk), [])


async def test_who_comes_later_is_told_who_is_there(lin, wu, tea_room, tea_session):
    async with serving() as port, connected(port, PATH, **cookie_of(lin)) as client:
        await client.say({"type": "watching", "room": str(tea_room.pk)})
        await client.next("presence")
        async with connected(port, PATH, **cookie_of(wu)) as later:
            assert (await later.next("presence"))["people"] == [name_of(lin)]


async def test_presence_comes_back_after_everything_was_flushed(monkeypatch, lin, tea_room):
    monkeypatch.setattr(console, "NOTE_S", 2.5)
    async with opened(PATH, **cookie_of(lin)) as client:
        await client.say({"type": "watching", "room": str(tea_room.pk)})
        await client.next("presence")
        cache.clear()
        live.ring(lin.tenant_id, "presence", "all", room=tea_room.pk.hex)
        assert (await client.next("presence"))["people"] == []
        assert (await client.next("presence"))["people"] == [name_of(lin)]


async def test_a_room_of_nobody_or_of_another_tenant_cannot_be_looked_at(lin, outsider, tea_room):
    theirs = builders.room(outsider, "别家")
    async with opened(PATH, **cookie_of(lin)) as client:
        for room in (theirs.pk, uuid7()):
            await client.say({"type": "watching", "room": str(room)})
            assert (await client.next("error"))["code"] == "not_found"
        await client.say({"type": "watching", "room": 7})
        assert (await client.next("error"))["code"] == "bad_value"
        await client.say({"type": "delivered", "seq": 7})
        assert (await client.next("error"))["code"] == "unknown_type"
