"""The bytes of a segment."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms import codec

KEYS = codec.keys_of(bytes(range(32)))
PLACE = codec.place("tenant", "session", 1)
LINES = [b'{"id":1}', '{"id":2,"text":"包邮吗"}'.encode(), b'{"id":3}']
lines_of_events = st.lists(
    st.binary(min_size=1).map(lambda raw: raw.replace(b"\n", b" ")), min_size=1
)


def sealed(lines=LINES, seq=1, previous=codec.GENESIS):
    return codec.seal(KEYS, PLACE, seq, previous, lines)


@given(lines_of_events)
@settings(max_examples=60, deadline=None)
def test_what_was_sealed_comes_back_byte_for_byte(lines):
    assert codec.unseal(KEYS, PLACE, sealed(lines).payload) == lines


@pytest.mark.long
@given(lines_of_events, st.data())
@settings(max_examples=60, deadline=None)
def test_any_changed_bit_of_a_payload_is_noticed(lines, data):
    payload = bytearray(sealed(lines).payload)
    bit = data.draw(st.integers(0, len(payload) * 8 - 1))
    payload[bit // 8] ^= 1 << bit % 8

    with pytest.raises(codec.Altered):
        codec.unseal(KEYS, PLACE, bytes(payload))


@pytest.mark.parametrize("cut", [0, 1, 5, 13, 28])
def test_a_payload_cut_short_is_noticed(cut):
    with pytest.raises(codec.Altered):
        codec.unseal(KEYS, PLACE, sealed().payload[:cut])


def test_a_payload_moved_to_another_place_cannot_be_read():
    with pytest.raises(codec.Altered):
        codec.unseal(KEYS, codec.place("tenant", "session", 2), sealed().payload)


def test_another_session_key_reads_nothing():
    with pytest.raises(codec.Altered):
        codec.unseal(codec.keys_of(os.urandom(32)), PLACE, sealed().payload)


def test_a_payload_holds_nothing_that_can_be_read():
    assert "包邮".encode() not in sealed().payload
    assert sealed().payload != sealed().payload


def test_keys_for_different_uses_differ():
    assert len({KEYS.seal, KEYS.salt, KEYS.id}) == 3


def rfc6962(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, section 2.1, word by word, over leaf hashes."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    parts = rfc6962(leaves[:half]) + rfc6962(leaves[half:])
    return hashlib.sha256(b"\x01" + parts).digest()


@pytest.mark.parametrize("count", [*range(1, 34), 199, 200, 1000])
def test_the_root_is_that_of_rfc_6962(count):
    lines = [b"event %d" % number for number in range(count)]
    salts = codec.salts(KEYS, 7, count)
    leaves = [
        hashlib.sha256(b"\x00" + salt + line).digest()
        for salt, line in zip(salts, lines, strict=True)
    ]

    assert sealed(lines, seq=7).root == rfc6962(leaves)


def test_the_root_of_no_events_is_the_hash_of_nothing():
    assert codec.merkle_root([]) == hashlib.sha256(b"").digest()


def test_one_event_is_checked_with_its_salt_while_the_others_stay_masked():
    digests = codec.event_digests(KEYS, 1, LINES)
    shown = codec.event_digest(codec.salts(KEYS, 1, 3)[1], LINES[1])

    assert codec.merkle_root([digests[0], shown, digests[2]]) == sealed().root
    assert codec.merkle_root([digests[0], digests[1], shown]) != sealed().root


def test_the_same_words_twice_have_different_digests():
    first, second = codec.event_digests(KEYS, 1, [b"same", b"same"])

    assert first != second
    assert first != codec.event_digests(KEYS, 2, [b"same"])[0]


def test_salts_are_the_shake_256_stream_of_key_and_seq():
    stream = hashlib.shake_256(KEYS.salt + (9).to_bytes(8, "big")).digest(48)

    assert codec.salts(KEYS, 9, 3) == [stream[:16], stream[16:32], stream[32:]]


def test_a_chain_hashes_the_end_before_it_with_the_root():
    first = sealed()
    second = sealed([b"next"], seq=2, previous=first.chain)

    assert first.chain == hashlib.sha256(bytes(32) + first.root).digest()
    assert second.chain == hashlib.sha256(first.chain + second.root).digest()


def test_event_ids_hash_to_eight_bytes_that_only_the_key_gives():
    hashes = codec.id_hashes(KEYS, ["a", "b", "a"])

    assert len(hashes) == 24
    assert hashes[:8] == hashes[16:] != hashes[8:16]
    assert hashes[:8] != codec.id_hashes(codec.keys_of(os.urandom(32)), ["a"])


def test_threads_seal_at_once_without_mixing():
    bodies = [[b"%d-%d" % (number, each) for each in range(300)] for number in range(64)]

    with ThreadPoolExecutor(8) as pool:
        payloads = list(pool.map(lambda lines: sealed(lines).payload, bodies))

    assert [codec.unseal(KEYS, PLACE, payload) for payload in payloads] == bodies
