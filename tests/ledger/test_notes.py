"""Checkpoints as text: what is signed can be read and checked by anybody, what is not cannot."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as some

from ledger import notes

KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
NAME = "record.example/harbour"
TREE = notes.Tree(NAME, 67, b"\x01" * 32)


def signed(text, name=NAME):
    return f"{text}\n{notes.signature_line(name, PUBLIC, KEY.sign(text.encode()))}"


def test_a_checkpoint_is_signed_read_and_checked():
    note = notes.note_parse(signed(notes.checkpoint_text(*TREE)))

    assert notes.checkpoint_parse(note.text) == TREE
    assert notes.signed_by(note, {NAME: [b"\x00" * 32, PUBLIC]}) == NAME


def test_a_key_whose_id_is_not_its_own_and_a_broken_signature_are_refused():
    name, its_id, body = notes.verifier_key(NAME, PUBLIC).split("+", 2)
    with pytest.raises(notes.BadNote):
        notes.public_of(f"{name}+{'0' * len(its_id)}+{body}")
    whole = signed(notes.checkpoint_text(*TREE))
    with pytest.raises(notes.BadNote):
        notes.note_parse(whole[:-3])


def test_a_verifier_key_says_whose_it_is():
    assert notes.public_of(notes.verifier_key(NAME, PUBLIC)) == (NAME, PUBLIC)


@pytest.mark.parametrize("word", ["", "a+b", "a+00000000+AAAA", "a+zz+AQ==", "+0+AQ=="])
def test_what_is_no_verifier_key_is_refused(word):
    with pytest.raises(notes.BadNote):
        notes.public_of(word)


def test_another_key_another_name_and_another_text_have_not_signed():
    text = notes.checkpoint_text(*TREE)
    note = notes.note_parse(signed(text))
    other = note._replace(text=text.replace("67", "68"))

    assert notes.signed_by(note, {NAME: [b"\x00" * 32]}) is None
    assert notes.signed_by(note, {"else": [PUBLIC]}) is None
    assert notes.signed_by(other, {NAME: [PUBLIC]}) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a\n1\n",
        "a\n01\n" + "A" * 43 + "=\n",
        "a\n-1\nx\n",
        "a\n1\nAAAA\n",
        "a\n1\n\u00e9\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(notes.BadNote):
        notes.checkpoint_parse(text)


@given(some.text(max_size=80))
def test_no_text_does_more_than_be_refused(text):
    for read in (notes.note_parse, notes.checkpoint_parse, notes.public_of):
        try:
            read(text)
        except notes.BadNote:
            continue


def test_lines_may_follow_in_a_checkpoint():
    text = notes.checkpoint_text(*TREE) + "more\n"

    assert notes.checkpoint_parse(text) == TREE
    assert base64.b64encode(TREE.root).decode() in text
