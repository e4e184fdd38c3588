"""Batches that come at the same moment: threads, processes, the end of the session."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.db import OperationalError, connection, transaction

from livecompliance.kernel import nudges
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.exceptions import Conflict
from livecompliance.kernel.tenancy import acting
from rooms import codec, selectors, services
from rooms.models import Segment, SessionHead
from rooms.services import memory, segment
from tests import builders
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


def test_a_session_locked_for_too_long_is_not_waited_for(accept, harbour, tea_session, monkeypatch):
    monkeypatch.setattr(segment, "HEAD", segment.HEAD.replace("5s", "50ms"))
    actor = system_actor(harbour.pk)

    with acting(actor), transaction.atomic():
        SessionHead.objects.select_for_update().get(session=tea_session)
        (refusal,) = at_once(lambda: raised_by(lambda: accept(line(1))))

    assert isinstance(refusal, OperationalError)
    assert accept(line(1)).count == 1


def raised_by(call: Callable[[], Any]) -> Exception | None:
    try:
        call()
    except OperationalError as fault:
        return fault
    return None


@pytest.fixture
def queues() -> Iterator[Callable[[str], int]]:
    """Count what waits in a queue of the broker; begin and end with nothing."""
    server = redis.Redis.from_url(settings.REDIS_URL)
    prefix = settings.CELERY_TASK_DEFAULT_QUEUE.removesuffix("live")
    names = [prefix + "live", prefix + "hot"]
    server.delete(*names)
    yield lambda name: server.llen(prefix + name)
    server.delete(*names)
    server.close()


def test_a_key_rooms_batch_goes_before_the_others(queues, chun, harbour):
    key_room = builders.session(chun, builders.room(chun, tier="key"))
    actor = system_actor(harbour.pk)

    with acting(actor):
        services.segment_accept(actor=actor, session_id=key_room.pk, body=body_of(line(1)))

    assert (queues("hot"), queues("live")) == (1, 0)


def test_a_recorded_batch_nudges_inspection_once_until_it_begins(
    queues, accept, harbour, tea_session
):
    for number in range(3):
        accept(line(number))
    waiting = queues("live")
    said = {"tenant_id": str(harbour.pk), "session_id": str(tea_session.pk)}
    nudges.taken_up(task=current_app.tasks["moderation.session_inspect"], kwargs=said)
    accept(line(9))

    assert (waiting, queues("live")) == (1, 2)
