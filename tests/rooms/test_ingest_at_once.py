"""Batches that come at the same moment: threads, processes, the end of the session."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict
from livecompliance.kernel.tenancy import acting
from rooms import codec, selectors, services
from rooms.models import Segment, SessionHead
from rooms.services import memory
from tests.rooms.conftest import body_of, line

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run calls in threads of their own, each with a connection of its own."""
    start = threading.Barrier(len(calls))

    def run(call):
        start.wait(timeout=10)
        try:
            return call()
        except Conflict as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def accept(harbour, tea_session):
    """Accept a batch as the system: `accept(lines…, key=…)`."""
    actor = system_actor(harbour.pk)

    def call(*lines, key=None):
        with acting(actor):
            return services.segment_accept(
                actor=actor, session_id=tea_session.pk, body=body_of(*lines), batch_key=key
            )

    return call


def verified(actor: Actor, session) -> list[int | str]:
    """Follow the chain from the beginning to the head; return the ids on the way."""
    with acting(actor), transaction.atomic():
        said = selectors.segment_events(actor, session, 1, 10_000)
        rows = list(Segment.objects.filter(session_id=session.pk).order_by("seq"))
        head = SessionHead.objects.get(session=session)
    assert [row.seq for row in rows] == list(range(1, head.seq + 1))
    chain = codec.GENESIS
    for row in rows:
        chain = codec.chained(chain, bytes(row.root))
        assert bytes(row.chain) == chain
    assert bytes(head.chain) == chain
    assert head.events == len(said)
    return [each.event.id for each in said]


def test_two_senders_leave_one_unbroken_chain(accept, harbour, tea_session):
    def send(name):
        return [accept(line(f"{name}{n}"), line(f"{name}{n}x")).seq for n in range(15)]

    first, second = at_once(lambda: send("a"), lambda: send("b"))

    assert sorted(first + second) == list(range(1, 31))
    assert first == sorted(first)
    ids = verified(system_actor(harbour.pk), tea_session)
    assert len(ids) == len(set(ids)) == 60


def test_the_same_events_sent_twice_at_once_are_stored_once(accept, harbour, tea_session):
    lines = [line(number) for number in range(50)]

    receipts = at_once(*[lambda: accept(*lines)] * 4)

    assert sorted(receipt.count for receipt in receipts) == [0, 0, 0, 50]
    assert len(verified(system_actor(harbour.pk), tea_session)) == 50


def test_the_same_key_at_once_gives_everybody_the_same_receipt(accept, harbour, tea_session):
    receipts = at_once(*[lambda: accept(line(1), line(2), key="batch")] * 4)

    assert {(receipt.seq, receipt.count) for receipt in receipts} == {(1, 2)}
    assert verified(system_actor(harbour.pk), tea_session) == [1, 2]


def test_a_key_at_once_for_two_bodies_is_a_conflict_for_one(accept, harbour, tea_session):
    answers = at_once(lambda: accept(line(1), key="batch"), lambda: accept(line(2), key="batch"))

    codes = sorted(getattr(answer, "code", "stored") for answer in answers)
    assert codes == ["idempotency_conflict", "stored"]
    assert len(verified(system_actor(harbour.pk), tea_session)) == 1


def test_ending_a_session_while_it_is_posted_to_keeps_what_was_acknowledged(
    accept, harbour, tea_session
):
    actor = system_actor(harbour.pk)

    def send():
        counts = 0
        for number in range(200):
            try:
                counts += accept(line(number)).count
            except Conflict as refusal:
                return counts, refusal.code
        return counts, "never refused"

    def end():
        with acting(actor):
            services.session_end(actor=actor, session_id=tea_session.pk)

    (stored, code), _ended = at_once(send, end)

    assert code == "session_ended"
    assert len(verified(actor, tea_session)) == stored


def test_a_write_that_was_rolled_back_is_not_remembered(accept, harbour, tea_session):
    actor = system_actor(harbour.pk)
    accept(line(1))

    with acting(actor), transaction.atomic():
        accept(line(2))
        transaction.set_rollback(True)
    receipt = accept(line(2))

    assert (receipt.seq, receipt.count, receipt.duplicates) == (2, 1, [])
    assert verified(actor, tea_session) == [1, 2]


def test_another_process_knows_the_ids_that_this_one_took(accept, harbour, tea_session):
    accept(line(1))
    mine = memory.recall(harbour.pk, tea_session.pk)
    memory.forget(tea_session.pk)  # from here on: the other process
    accept(line(2))
    memory.forget(tea_session.pk)
    memory.remember(mine)  # and back again

    assert accept(line(2), line(3)).duplicates == [2]


def test_a_recorded_batch_nudges_inspection_once_until_it_begins(accept, harbour, tea_session):
    import redis
    from django.conf import settings

    from livecompliance.celery import app
    from livecompliance.kernel import nudges

    queue = settings.CELERY_TASK_DEFAULT_QUEUE
    server = redis.Redis.from_url(settings.REDIS_URL)
    server.delete(queue)

    for number in range(3):
        accept(line(number))
    waiting = server.llen(queue)
    said = {"tenant_id": str(harbour.pk), "session_id": str(tea_session.pk)}
    nudges.taken_up(task=app.tasks["moderation.session_inspect"], kwargs=said)
    accept(line(9))

    assert (waiting, server.llen(queue)) == (1, 2)
    server.delete(queue)
    server.close()
