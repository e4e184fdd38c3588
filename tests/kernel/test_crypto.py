"""Envelopes: wrapped keys, sealed data, digests."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livecompliance.kernel import crypto
from livecompliance.kernel.crypto import KeyLost, Keyring

RING = Keyring(current="k2", keys={"k1": bytes(32), "k2": b"\x01" * 32})


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_what_is_sealed_comes_back_and_only_for_what_it_was_bound_to(plain, bound_to):
    key = crypto.new_key()
    sealed = crypto.seal(key, plain, bound_to)

    assert crypto.unseal(key, sealed, bound_to) == plain
    with pytest.raises(KeyLost):
        crypto.unseal(key, sealed, bound_to + b"!")


@given(st.binary(min_size=1, max_size=64), st.data())
def test_one_changed_bit_anywhere_is_found(plain, data):
    key = crypto.new_key()
    sealed = bytearray(crypto.seal(key, plain, b""))
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8

    with pytest.raises(KeyLost):
        crypto.unseal(key, bytes(sealed), b"")


def test_a_wrapped_key_opens_with_the_keyring_and_for_its_own_row():
    key = crypto.new_key()
    wrapped = RING.wrap(key, "tenant|model|field|1")

    assert RING.unwrap(wrapped, "tenant|model|field|1") == key
    with pytest.raises(KeyLost):
        RING.unwrap(wrapped, "tenant|model|field|2")


def test_keys_wrapped_before_a_rotation_still_open():
    before = Keyring(current="k1", keys={"k1": RING.keys["k1"]})
    wrapped = before.wrap(b"x" * 32, "c")

    assert RING.unwrap(wrapped, "c") == b"x" * 32
    assert RING.wrap(b"x" * 32, "c").startswith(b"v1|A256GCM|k2|")


@pytest.mark.parametrize("bad", [b"", b"v1|A256GCM", b"v2|A256GCM|k1|" + bytes(40), b"v1|X|k1|a"])
def test_what_is_not_a_wrapped_key_is_refused(bad):
    with pytest.raises(KeyLost):
        RING.unwrap(bad, "c")


def test_a_key_wrapped_by_an_unknown_key_is_lost():
    other = Keyring(current="k9", keys={"k9": b"\x09" * 32})

    with pytest.raises(KeyLost):
        RING.unwrap(other.wrap(b"x" * 32, "c"), "c")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        json.dumps({"current": "k1", "keys": {"k1": base64.b64encode(b"short").decode()}}),
        json.dumps({"current": "k2", "keys": {"k1": base64.b64encode(bytes(32)).decode()}}),
    ],
)
def test_a_bad_key_file_is_named_at_once(tmp_path, settings, content):
    path = tmp_path / "kek.json"
    path.write_text(content)
    settings.KEK_FILE = str(path)

    with pytest.raises(KeyLost, match=r"kek\.json"):
        crypto.keyring()


def test_keys_for_two_purposes_have_nothing_in_common():
    assert RING.derive("a") != RING.derive("b")
    assert RING.derive("a") == RING.derive("a")
