"""The bells of one transaction are one message, each rung once, and only if it commits."""

import time
from uuid import UUID

import pytest
import redis
from django.db import transaction

from livecompliance.kernel import jobs, live, nudges

pytestmark = pytest.mark.django_db(transaction=True)
TENANT = UUID(int=1)


@pytest.fixture
def heard():
    """Return a function that gives the bells heard since it was last asked."""
    shard = live.shards()[0]
    client = redis.Redis.from_url(shard["address"])
    sub = client.pubsub(ignore_subscribe_messages=True)
    sub.psubscribe(live.channel_of(live.group_name(TENANT, "*", "*")))
    sub.get_message(timeout=1)

    def since() -> list[tuple[str, dict]]:
        found = []
        until = time.monotonic() + 0.05
        while time.monotonic() < until:
            if message := sub.get_message(timeout=0.01):
                kind = message["channel"].decode().rsplit(".", 2)[1]
                found.append((kind, live.unpack(message["data"])))
        return found

    yield since
    sub.close()
    client.close()


def test_they_ring_after_the_commit_in_order_and_each_once(heard):
    with transaction.atomic():
        live.ring_on_commit(TENANT, "room", UUID(int=2), seq=7)
        live.ring_on_commit(TENANT, "wall", "all")
        live.ring_on_commit(TENANT, "timeline", UUID(int=3), seq=1)
        live.ring_on_commit(TENANT, "wall", "all")
        live.ring_on_commit(TENANT, "room", UUID(int=2), seq=8)
        assert heard() == []

    rung = heard()

    assert [kind for kind, _ in rung] == ["room", "wall", "timeline", "room"]
    assert [hint.get("seq") for _, hint in rung] == [7, None, 1, 8]


def test_what_is_rolled_back_rings_for_nobody_and_the_rest_does(heard):
    with transaction.atomic():
        live.ring_on_commit(TENANT, "wall", "all")
        with transaction.atomic():
            live.ring_on_commit(TENANT, "queue", "reviews")
            transaction.set_rollback(True)
        with transaction.atomic():
            live.ring_on_commit(TENANT, "room", UUID(int=2), seq=1)

    assert sorted(kind for kind, _ in heard()) == ["room", "wall"]


def test_outside_a_transaction_it_rings_at_once(heard):
    live.ring_on_commit(TENANT, "wall", "all")

    assert [kind for kind, _ in heard()] == ["wall"]


def test_a_nudge_that_may_wait_is_one_for_all_that_comes_meanwhile(monkeypatch):
    queued = []
    monkeypatch.setattr(jobs, "nudge", lambda name, **how: queued.append((name, how)) or True)
    wanted = {"tenant_id": str(TENANT), "room_id": str(UUID(int=9))}

    told = [nudges.nudge_once("tiers.room_doubt", delay_s=10, **wanted) for _ in range(3)]

    assert told == [True, False, False]
    assert [how["delay_s"] for _, how in queued] == [10]
    key = nudges._key("tiers.room_doubt", wanted)
    assert nudges._client().pttl(key) > 10_000  # as long as the task waits
    nudges._client().delete(key)
