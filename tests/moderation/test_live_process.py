"""Live processes as they run in production: several of them, restarts, faults of what they need."""

import asyncio
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from django.db import connections, transaction
from websockets.exceptions import ConnectionClosed

from accounts import selectors
from livecompliance.kernel import live
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation import services
from moderation.rules import Order
from tests.moderation.sockets import connected, cookie_of, opened, room_path, warn
from tools import database
from tools.bench._web import answers, child
from tools.process import Child, free_port, wait_until
from tools.pytest_logs import log_faults

ROOT = Path(__file__).resolve().parents[2]
ORDER = Order(kind="warning", clause="M-truthful", reason={"zh": "请更正。", "en": "Correct."})


@contextmanager
def live_process(folder: Path, environment: dict[str, str]):
    """Run one live process; yield its port and the child."""
    port, log = free_port(), folder / "live.log"
    command = [sys.executable, "-m", "uvicorn", "livecompliance.asgi:application"]
    command += ["--port", str(port), "--lifespan", "off", "--log-level", "warning"]
    with log.open("ab") as output:
        process = Child("live").spawn(command, output=output, env=environment, cwd=ROOT)
    try:
        wait_until(lambda: answers(port, "/healthz"), process, log, 30)
        yield port, process
    finally:
        process.stop()
    assert log_faults(log) == []


@pytest.mark.django_db(transaction=True)
async def test_measures_that_commit_out_of_order_arrive_in_order_and_none_is_skipped(
    lin, chun, tea_room, tea_session
):
    tenant = system_actor(lin.tenant_id)
    halfway, done = threading.Event(), threading.Event()

    def release_and_dawdle() -> None:
        with acting(tenant), transaction.atomic():
            services.measures_release_due(actor=tenant, most=1)
            halfway.set()
            time.sleep(0.6)
            done.set()
        connections.close_all()

    with acting(lin), transaction.atomic():
        set_undo_window(lin, 0)
        for _ in range(2):
            services.measure_issue(actor=lin, session_id=tea_session.pk, order=ORDER)
    async with opened(room_path(tea_room), **cookie_of(chun)) as client:
        await client.next("notice")
        slow = threading.Thread(target=release_and_dawdle)
        slow.start()
        await asyncio.to_thread(halfway.wait, 5)
        second = await asyncio.to_thread(release_one, tenant)
        assert done.is_set()  # the later one had to wait for the earlier one to commit
        assert second == 1
        assert await client.seqs(2) == [1, 2]
        slow.join()


def set_undo_window(actor, seconds: int) -> None:
    tenant = selectors.tenant_get(actor)
    tenant.policy = {**tenant.policy, "undo_window_s": seconds}
    tenant.save(update_fields=["policy"])


def release_one(tenant) -> int:
    with acting(tenant), transaction.atomic():
        count = services.measures_release_due(actor=tenant, most=1)
    connections.close_all()
    return count


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
async def test_two_processes_hear_one_ring_and_both_outlive_the_death_of_redis(
    own_redis,
    tmp_path,
    lin,
    chun,
    tea_room,
    tea_session,
):
    environment = dict(os.environ) | {"LC_REDIS_URL": own_redis.url()}
    path, cookie = room_path(tea_room), cookie_of(chun)
    group = live.channel_of(live.group_name(lin.tenant_id, "room", tea_room.pk))
    with (
        live_process(tmp_path, environment) as (one, first),
        live_process(tmp_path, environment) as (two, _),
    ):
        async with connected(one, path, **cookie) as a, connected(two, path, **cookie) as b:
            await a.next("notice")
            await b.next("notice")
            await asyncio.sleep(0.3)
            with redis.Redis.from_url(own_redis.url()) as connection:
                assert connection.pubsub_numsub(group)[0][1] == 2
            await asyncio.to_thread(warn, lin, tea_session)
            assert [await a.seqs(1), await b.seqs(1)] == [[1], [1]]

            own_redis.kill()
            await asyncio.to_thread(warn, lin, tea_session)
            assert await a.silence(0.5)
            own_redis.start()
            assert [await a.seqs(1), await b.seqs(1)] == [[2], [2]]

            await asyncio.to_thread(first.ask_to_stop)
            with pytest.raises(ConnectionClosed):
                await a.connection.recv()
            assert a.connection.close_code == 1012
            await asyncio.to_thread(warn, lin, tea_session)
            async with connected(two, path, **cookie) as again:
                await again.say({"type": "hello", "since": 2})
                assert await again.seqs(1) == [3]


RELEASE = """
import django, sys; django.setup()
from uuid import UUID
from django.db import transaction
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from moderation import services
from moderation.rules import Order
actor = Actor(tenant_ids=frozenset({UUID(sys.argv[1])}), roles=frozenset({"system", "officer"}))
with acting(actor), transaction.atomic():
    order = Order(kind="warning", clause="M-truthful", reason={"zh": "请更正。"})
    made = services.measure_issue(actor=actor, session_id=UUID(sys.argv[2]), order=order)
    services.measure_release(actor=actor, measure_id=made.pk)
"""


@pytest.mark.faults
async def test_a_restart_of_postgresql_is_outlived_and_newcomers_are_told_to_try_again(
    own_services, tmp_path
):
    seeded = child(own_services, "tools.bench._seed", "1")
    tenant, session = seeded["tenant"], seeded["sessions"][0]
    owner = own_services.environment["LC_OWNER_DATABASE_URL"]
    with database.cursor(owner) as db:
        db.execute("SELECT room_id FROM rooms_session WHERE id = %s", [session])
        path = room_path(db.fetchone()[0])
    key = {"authorization": f"Bearer {seeded['key']}"}
    with live_process(tmp_path, own_services.child_environment()) as (port, _):
        async with connected(port, path, **key) as client:
            await client.next("notice")
            own_services.postgres.kill()
            async with connected(port, path, **key) as newcomer:
                assert await newcomer.closed() == 1013
            await asyncio.to_thread(own_services.postgres.start)
            subprocess.run(
                [sys.executable, "-c", RELEASE, tenant, session],
                env=own_services.child_environment(),
                cwd=ROOT,
                check=True,
            )
            assert (await client.next("measure", timeout=20))["seq"] == 1


@pytest.mark.django_db(transaction=True)
def test_the_live_process_answers_nothing_over_http_but_that_it_is_alive(tmp_path):
    with live_process(tmp_path, dict(os.environ)) as (port, _):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.read() == b"ok\n"
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/schema/")
        assert refusal.value.code == 404
        refusal.value.close()
