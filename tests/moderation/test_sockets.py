"""The room's socket: replay, push, delivered, and who is let in."""

from contextlib import suppress

import pytest
from django.db import transaction
from django.test import Client
from websockets.exceptions import ConnectionClosed

from accounts import services as accounts
from accounts.models import Membership, Scope
from livecompliance.kernel.ids import uuid7
from livecompliance.kernel.tenancy import acting
from moderation.consumers import socket
from moderation.models import Measure
from tests import builders
from tests.moderation.sockets import cookie_of, opened, room_path, warn

pytestmark = pytest.mark.django_db(transaction=True)


def delivered(lin, seq: int):
    with acting(lin), transaction.atomic():
        return Measure.objects.get(seq=seq).delivered_at


@pytest.mark.long
async def test_a_streamer_gets_every_measure_after_the_last_one_he_has(
    lin, chun, tea_room, tea_session
):
    for _ in range(5):
        warn(lin, tea_session)

    async with opened(room_path(tea_room), **cookie_of(chun)) as client:
        assert (await client.next())["since"] == 5
        await client.say({"type": "hello", "since": 2})

        assert await client.seqs(3) == [3, 4, 5]
        assert await client.silence()


async def test_a_measure_released_now_arrives_at_once_with_everything_to_show(
    lin, chun, tea_room, tea_session
):
    async with opened(room_path(tea_room), **cookie_of(chun)) as client:
        await client.next("notice")
        measure = warn(lin, tea_session)
        frame = await client.next("measure", timeout=2)

    assert frame["id"] == str(measure.pk)
    assert (frame["seq"], frame["kind"], frame["clause"]) == (1, "warning", "M-truthful")
    assert "请更正说法。" in frame["text"]["zh"]
    assert frame["clause_text"]["zh"]
    assert frame["deadline"]


async def test_the_notice_stands_from_the_first_moment_and_is_raised_larger(
    lin, chun, tea_room, tea_session
):
    async with opened(room_path(tea_room), **cookie_of(chun)) as client:
        standing = await client.next("notice")
        warn(lin, tea_session, "viewer_notice")
        raised = await client.next("notice")

    assert standing["is_large"] is False
    assert raised["is_large"] is True
    assert raised["text"] == standing["text"]


@pytest.mark.long
async def test_delivered_is_noted_and_only_the_streamers_client_can_say_so(
    lin, chun, tea_room, tea_session
):
    warn(lin, tea_session)
    async with opened(room_path(tea_room), **cookie_of(lin)) as officer:
        await officer.next("notice")
        await officer.say({"type": "delivered", "seq": 1})
        refusal = await officer.next("error")
    assert refusal["code"] == "forbidden"
    assert delivered(lin, 1) is None

    async with opened(room_path(tea_room), **cookie_of(chun)) as client:
        await client.next("notice")
        await client.say({"type": "delivered", "seq": 1})
        await client.say({"type": "delivered", "seq": 2})
        assert (await client.next("error"))["code"] == "bad_value"
    assert delivered(lin, 1) is not None


BAD = {
    "{": "bad_json",
    "[]": "bad_value",
    '{"type":"buy"}': "unknown_type",
    "{}": "bad_value",
    '{"type":"hello","since":"1"}': "bad_value",
    '{"type":"hello","since":-1}': "bad_value",
    '{"type":"hello","since":1e99}': "bad_value",
    '{"type":"delivered"}': "bad_value",
    '{"type":"delivered","seq":true}': "bad_value",
    '{"type":7}': "unknown_type",
    '{"type":"hello","since":99999999999999999999999}': "bad_value",
    "null": "bad_value",
}


async def test_every_bad_frame_is_answered_and_too_many_end_it(chun, tea_room, tea_session):
    async with opened(room_path(tea_room), **cookie_of(chun)) as client:
        await client.next("notice")
        for text in list(BAD)[: socket.PATIENCE]:
            await client.say(text)
            answer = await client.next()
            assert answer["type"] == "error", text
            assert answer["code"] == BAD[text], (text, answer)
        for text in list(BAD)[socket.PATIENCE :]:
            await client.say(text)
        assert await client.closed() == 4400


async def test_deep_nesting_binary_and_oversize_frames_do_no_harm(chun, tea_room, tea_session):
    async with opened(room_path(tea_room), **cookie_of(chun)) as client:
        await client.next("notice")
        await client.say("[" * 4000)
        assert (await client.next("error"))["code"] in {"bad_json", "bad_value"}
        await client.say(b"\xff\x00")
        assert (await client.next("error"))["code"] == "not_text"
        await client.say('{"type":"hello","since":0,"x":"' + "x" * 5000 + '"}')
        assert await client.closed() == 4400


async def refusal(path: str, **headers: str) -> tuple[int, list]:
    """Return how a socket is closed, and what it said before."""
    said = []
    async with opened(path, **headers) as client:
        with suppress(ConnectionClosed):
            said += [text async for text in client.connection]
        return await client.closed(), said


@pytest.mark.long
async def test_strangers_other_tenants_and_rooms_that_do_not_exist_hear_the_same(
    outsider, wu, chun, tea_room, tea_session, harbour
):
    other_streamer = builders.person(harbour, "other", "streamer")
    answers = [
        await refusal(room_path(tea_room)),
        await refusal(room_path(tea_room), **cookie_of(outsider)),
        await refusal(room_path(tea_room), **cookie_of(other_streamer)),
        await refusal(room_path(uuid7()), **cookie_of(chun)),
        await refusal("/ws/rooms/no-uuid/", **cookie_of(chun)),
        await refusal("/ws/nothing/", **cookie_of(chun)),
        await refusal(room_path(tea_room), cookie="lc_session=nonsense"),
        await refusal(room_path(tea_room), authorization="Bearer lc_nonsense"),
        await refusal(room_path(tea_room) + "?ticket=nonsense"),
        await refusal("/ws/console/", **cookie_of(chun)),
        await refusal("/ws/console/"),
    ]

    assert answers == [(4404, [])] * len(answers)


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://127.0.0.1.evil.test"])
async def test_a_foreign_page_cannot_use_the_visitors_cookie(chun, tea_room, origin):
    async with opened(room_path(tea_room), **cookie_of(chun), origin=origin) as client:
        assert client is None


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "https://127.0.0.1"])
async def test_a_page_of_the_same_host_may_stand_on_another_port(chun, tea_room, origin):
    async with opened(room_path(tea_room), **cookie_of(chun), origin=origin) as client:
        assert (await client.next())["type"] == "hello"


@pytest.fixture
def key(harbour):
    guard = builders.person(harbour, "guard", "security_admin")

    def make(*scopes: str):
        with acting(guard):
            made, text = accounts.key_create(actor=guard, name="live", scopes=list(scopes))
        return text, lambda: revoke(made.pk)

    def revoke(key_id):
        with acting(guard):
            accounts.key_revoke(actor=guard, key_id=key_id)

    return make


def ticket(room, key_text: str, **body) -> str:
    answer = Client().post(
        f"/api/v1/rooms/{room.pk}/tickets",
        body,
        content_type="application/json",
        headers={"authorization": f"Bearer {key_text}"},
    )
    assert answer.status_code == 201, answer.content
    return answer.json()["path"]


async def test_a_program_with_a_key_that_reads_measures_may_listen(key, tea_room, tea_session):
    text, _ = key(Scope.MEASURES_READ)
    other, _ = key(Scope.ROOMS_READ)
    async with opened(room_path(tea_room), authorization=f"Bearer {text}") as client:
        assert (await client.next())["type"] == "hello"
    assert await refusal(room_path(tea_room), authorization=f"Bearer {other}") == (
        4404,
        [],
    )


@pytest.mark.long
async def test_a_ticket_lets_one_client_in_once(key, lin, tea_room, tea_session):
    path = ticket(tea_room, key(Scope.MEASURES_READ)[0])
    async with opened(path) as client:
        await client.next("notice")
        warn(lin, tea_session)
        assert await client.seqs(1) == [1]
        await client.say({"type": "delivered", "seq": 1})
        await client.silence(0.2)

    assert delivered(lin, 1) is not None
    assert await refusal(path) == (4404, [])


async def test_a_ticket_is_of_one_room_and_of_one_minute(
    key, monkeypatch, chun, tea_room, tea_session
):
    text, _ = key(Scope.MEASURES_READ)
    other = builders.room(chun, "另一间")
    path = ticket(other, text)
    assert await refusal(path.replace(str(other.pk), str(tea_room.pk))) == (4404, [])

    path = ticket(tea_room, text)
    monkeypatch.setenv("LC_CLOCK_OFFSET", "61")
    assert await refusal(path) == (4404, [])


@pytest.mark.long
async def test_a_viewers_ticket_shows_notices_and_nothing_of_the_streamers(
    key, lin, tea_room, tea_session
):
    path = ticket(tea_room, key(Scope.MEASURES_READ)[0], audience="viewer")
    async with opened(path) as client:
        assert (await client.next("notice"))["is_large"] is False
        warn(lin, tea_session)
        warn(lin, tea_session, "viewer_notice")
        frame = await client.next()
        assert (frame["type"], frame["seq"], frame["is_large"]) == ("notice", 2, True)
        await client.say({"type": "hello", "since": 0})
        assert (await client.next())["seq"] == 2
        await client.say({"type": "delivered", "seq": 1})
        assert (await client.next())["code"] == "forbidden"
        assert await client.silence()


async def test_the_platforms_own_pages_may_embed_with_a_ticket_and_no_others(
    harbour, key, tea_room, tea_session
):
    guard = builders.person(harbour, "keeper", "security_admin")
    with acting(guard):
        accounts.embed_origins_set(actor=guard, origins=["https://Shop.test:443"])
    text, _ = key(Scope.MEASURES_READ)
    ours, theirs = "https://shop.test", "https://evil.test"

    async with opened(ticket(tea_room, text), origin=ours) as client:
        assert (await client.next())["type"] == "hello"
    assert await refusal(ticket(tea_room, text), origin=theirs) == (4404, [])


@pytest.mark.long
async def test_a_revoked_key_and_a_dismissed_person_are_shown_the_door(
    key, monkeypatch, chun, tea_room, tea_session
):
    monkeypatch.setattr(socket, "RECHECK_S", 0.2)
    text, revoke = key(Scope.MEASURES_READ)
    path = ticket(tea_room, text)
    async with (
        opened(path) as by_ticket,
        opened(room_path(tea_room), authorization=f"Bearer {text}") as by_key,
        opened(room_path(tea_room), **cookie_of(chun)) as streamer,
    ):
        for client in (by_ticket, by_key, streamer):
            await client.next("notice")
        await streamer.silence(0.5)
        revoke()
        assert await by_ticket.closed() == 4401
        assert await by_key.closed() == 4401
        with acting(chun), transaction.atomic():
            Membership.objects.filter(user_id=chun.user_id).update(is_active=False)
        assert await streamer.closed() == 4401


async def test_signing_out_closes_what_the_page_left_open(monkeypatch, chun, tea_room):
    monkeypatch.setattr(socket, "RECHECK_S", 0.2)
    cookie = cookie_of(chun)
    async with opened(room_path(tea_room), **cookie) as client:
        await client.next("notice")
        browser = Client()
        browser.cookies["lc_session"] = cookie["cookie"].split("=")[1]
        browser.logout()
        assert await client.closed() == 4401
