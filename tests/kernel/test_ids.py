"""Identifiers."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from livecompliance.kernel import clock, ids


@pytest.fixture(autouse=True)
def _clean_clock(settings, monkeypatch):
    settings.CLOCK_OFFSET_ALLOWED = True
    monkeypatch.delenv(clock.OFFSET_VARIABLE, raising=False)
    monkeypatch.setattr(ids, "_last", 0)


def made_at_ms(made: UUID) -> int:
    return made.int >> 80


def test_an_id_is_a_standard_library_uuid_of_version_7():
    made = ids.uuid7()

    assert type(made) is UUID
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


@pytest.mark.long
def test_ids_made_in_a_row_rise():
    made = [ids.uuid7() for _ in range(20_000)]

    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_an_id_carries_the_milliseconds_of_the_one_clock(monkeypatch):
    monkeypatch.setenv(clock.OFFSET_VARIABLE, str(400 * 86400))

    made = ids.uuid7()

    elapsed = (clock.now() - clock.UNIX_EPOCH) / timedelta(milliseconds=1) - made_at_ms(made)
    assert 0 <= elapsed < 5000


def test_ids_keep_rising_when_the_clock_goes_back(monkeypatch):
    monkeypatch.setenv(clock.OFFSET_VARIABLE, "86400")
    first = ids.uuid7()

    monkeypatch.setenv(clock.OFFSET_VARIABLE, "0")
    later = [ids.uuid7() for _ in range(1000)]

    assert [first, *later] == sorted({first, *later})


def test_an_exhausted_millisecond_borrows_the_next():
    milliseconds = 0x7FFFFFFFFFFF
    last = milliseconds << 80 | 7 << 76 | 0xFFF << 64 | 2 << 62 | (1 << 62) - 1

    following = UUID(int=ids._after(last))

    assert made_at_ms(following) == milliseconds + 1
    assert (following.version, following.variant) == (7, "specified in RFC 4122")


def test_threads_never_share_an_id():
    with ThreadPoolExecutor(8) as pool:
        batches = pool.map(lambda _: [ids.uuid7() for _ in range(2000)], range(8))

    made = [one for batch in batches for one in batch]
    assert len(set(made)) == len(made)


def test_forked_workers_do_not_share_their_random_bits():
    ids.uuid7()

    assert in_a_fork(ids.uuid7)[-7:] != in_a_fork(ids.uuid7)[-7:]


def test_a_child_forked_while_an_id_was_being_made_can_make_its_own():
    with ids._lock:
        made = in_a_fork(ids.uuid7)

    assert UUID(bytes=made).version == 7


def in_a_fork(make) -> bytes:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(5)
        os.write(writer, make().bytes)
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as pipe:
        return pipe.read()
