"""What is recorded: order, chain, digests, keys, partitions, how far inspection is."""

import json
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from livecompliance.kernel import clock, crypto
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.exceptions import NotFound
from livecompliance.kernel.tenancy import acting
from rooms import codec, selectors, services, tasks
from rooms.models import Cursor, Segment, Session, SessionHead
from rooms.services import memory, window
from rooms.services.cursor import CursorMoved
from tests import builders
from tests.rooms.conftest import body_of, line


def segments(session):
    return list(Segment.objects.filter(session_id=session.pk).order_by("seq"))


@pytest.fixture
def three_segments(post, tea_session):
    post(line(1), line(2))
    post(line(3))
    post(line(4), line(5), line(6))
    return tea_session


@pytest.mark.law("O117-evidence-3y")
def test_the_chain_of_a_session_can_be_followed_to_its_head(three_segments, as_system):
    keys = codec.keys_of(selectors.session_key(as_system, three_segments))
    chain = codec.GENESIS

    for segment in segments(three_segments):
        at = codec.place(three_segments.tenant_id, three_segments.pk, segment.seq)
        lines = codec.unseal(keys, at, bytes(segment.payload))
        root = codec.merkle_root(codec.event_digests(keys, segment.seq, lines))
        chain = codec.chained(chain, root)
        assert (bytes(segment.root), bytes(segment.chain)) == (root, chain)
        assert segment.count == len(lines)

    head = SessionHead.objects.get(session=three_segments)
    assert (head.seq, head.events, bytes(head.chain)) == (3, 6, chain)
    assert head.last_at is not None


def test_what_waits_comes_in_order_and_in_portions(three_segments, as_system):
    first = selectors.segment_list_waiting(as_system, three_segments, 0, 2)
    rest = selectors.segment_list_waiting(as_system, three_segments, 2, 2)

    assert [(each.seq, len(each.lines)) for each in first] == [(1, 2), (2, 1)]
    assert [[event.id for event in each.events] for each in rest] == [[4, 5, 6]]


def test_a_range_of_segments_is_read_with_places(three_segments, as_system):
    said = selectors.segment_events(as_system, three_segments, 2, 3)

    places = [(each.seq, each.position, each.event.id) for each in said]
    assert places == [(2, 0, 3), (3, 0, 4), (3, 1, 5), (3, 2, 6)]


def test_another_tenants_segments_are_not_to_be_found(three_segments, outsider):
    with acting(outsider), transaction.atomic():
        assert segments(three_segments) == []
        with pytest.raises(NotFound):
            selectors.segment_events(outsider, three_segments, 1, 3)
        with pytest.raises(NotFound):
            selectors.session_key(outsider, three_segments)


def test_what_was_said_is_gone_with_the_key_and_the_chain_stays(three_segments, as_system):
    Session.objects.filter(pk=three_segments.pk).update(
        wrapped_key=None, key_destroyed_at=clock.now()
    )
    shredded = selectors.session_get(as_system, three_segments.pk)

    with pytest.raises(crypto.KeyLost):
        selectors.segment_events(as_system, shredded, 1, 3)
    chain = codec.GENESIS
    for segment in segments(shredded):
        chain = codec.chained(chain, bytes(segment.root))
        assert bytes(segment.chain) == chain


def test_a_session_without_a_key_takes_no_events(post, tea_session, as_system):
    Session.objects.filter(pk=tea_session.pk).update(wrapped_key=None)

    assert post(line(1)).json()["code"] == "session_ended"


def test_nothing_readable_is_stored(post, tea_session, as_system):
    post(line("needle-1", "请加我的号码一三八零零"))

    (segment,) = segments(tea_session)
    stored = (
        bytes(segment.payload) + bytes(segment.id_hashes) + json.dumps(segment.receipt).encode()
    )
    assert b"needle" not in stored
    assert "号码".encode() not in stored


@pytest.mark.parametrize(
    "verb", ["UPDATE rooms_segment SET count = 9", "DELETE FROM rooms_segment"]
)
def test_a_recorded_segment_cannot_be_changed(three_segments, as_system, verb):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)


def test_next_months_session_has_its_partition(chun, settings, monkeypatch, harbour):
    settings.CLOCK_OFFSET_ALLOWED = True
    monkeypatch.setenv(clock.OFFSET_VARIABLE, str(timedelta(days=31).total_seconds()))
    later = builders.session(chun, builders.room(chun))
    actor = system_actor(harbour.pk)

    with acting(actor), transaction.atomic():
        services.segment_accept(actor=actor, session_id=later.pk, body=body_of(line(1)))

        (segment,) = segments(later)
        assert segment.session_month == later.session_month == clock.today().replace(day=1)


def partitions():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relid::regclass::text FROM pg_partition_tree('rooms_segment') WHERE isleaf"
        )
        return {name for (name,) in cursor.fetchall()}


def test_partitions_are_made_ahead(db, settings, monkeypatch):
    settings.CLOCK_OFFSET_ALLOWED = True
    monkeypatch.setenv(clock.OFFSET_VARIABLE, str(timedelta(days=3650).total_seconds()))
    month = clock.today().replace(day=1)
    wanted = set()
    for _number in range(3):
        wanted.add(f"rooms_segment_{month:%Y%m}")
        month = (month + timedelta(days=31)).replace(day=1)

    assert tasks.partitions_ensure() == 3
    assert tasks.partitions_ensure() == 0
    assert wanted <= partitions()


def test_ids_are_known_again_in_a_process_that_never_saw_them(three_segments, post):
    memory.forget(three_segments.pk)

    answer = post(line(6), line(1), line(7)).json()

    assert answer["duplicates"] == [6, 1]
    assert answer["count"] == 1


def test_a_memory_that_does_not_fit_the_head_is_not_trusted(three_segments, post, harbour):
    memory.recall(harbour.pk, three_segments.pk).advance(3, bytes(32), b"unstored" * 3)

    assert post(line(4), line(8)).json()["duplicates"] == [4]


def test_ids_are_forgotten_after_the_window(post, monkeypatch, tea_session):
    monkeypatch.setattr(window, "WINDOW", 10)
    monkeypatch.setattr(window, "SLACK", 2)
    for first in (0, 6, 12):
        post(*[line(number) for number in range(first, first + 6)])

    assert post(line(8), line(0)).json()["duplicates"] == [8]
    memory.forget(tea_session.pk)
    assert post(line(9), line(1)).json()["duplicates"] == [9]


def test_the_window_is_read_back_in_portions(post, monkeypatch, tea_session):
    monkeypatch.setattr(memory, "CHUNK", 2)
    for number in range(5):
        post(line(number))
    memory.forget(tea_session.pk)

    assert post(*[line(number) for number in range(6)]).json()["duplicates"] == [0, 1, 2, 3, 4]


def test_the_backlog_is_what_was_recorded_and_not_inspected(three_segments, as_system):
    assert selectors.backlog(as_system) == 6

    cursor = services.cursor_lock(actor=as_system, session_id=three_segments.pk)
    services.cursor_advance(actor=as_system, cursor=cursor, seq=2, events=3)

    assert selectors.backlog(as_system) == 3
    assert Cursor.objects.get(session=three_segments).seq == 2


def test_a_cursor_moved_by_another_worker_is_not_moved_again(three_segments, as_system):
    mine = services.cursor_lock(actor=as_system, session_id=three_segments.pk)
    theirs = services.cursor_lock(actor=as_system, session_id=three_segments.pk)
    services.cursor_advance(actor=as_system, cursor=mine, seq=2, events=3)

    with pytest.raises(CursorMoved):
        services.cursor_advance(actor=as_system, cursor=theirs, seq=1, events=2)
    with pytest.raises(CursorMoved):
        services.cursor_advance(actor=as_system, cursor=mine, seq=1, events=0)


def test_another_tenants_cursor_is_not_to_be_had(three_segments, outsider):
    with acting(outsider), transaction.atomic():
        assert services.cursor_lock(actor=outsider, session_id=three_segments.pk) is None
