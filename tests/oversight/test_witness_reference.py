"""The reference witness: it signs what goes on from what it signed, and no other history."""

import base64

import pytest

from ledger import merkle
from oversight.rules import curve, witness
from tools.witness import Log, Refused, Witness, main, tree_of

NAME = "witness.example/one"
ORIGIN = "log.example/1"
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
KEY = curve.key_of_seed(SEED)
LOG = Log(ORIGIN, KEY)
LEAVES = [merkle.leaf_hash(bytes([one])) for one in range(8)]


def node(leaves):
    return lambda height, place: merkle.perfect_root(
        leaves[place << height : (place + 1) << height]
    )


def root(leaves):
    return merkle.root_of(0, len(leaves), node(leaves))


def note(leaves, origin=ORIGIN, seed=SEED):
    text = f"{origin}\n{len(leaves)}\n{base64.b64encode(root(leaves)).decode()}\n"
    signature = base64.b64encode(LOG.key_id() + curve.sign_with(seed, text.encode())).decode()
    return f"{text}\n{witness.DASH}{origin} {signature}\n"


def asked(old, leaves, **given):
    known = leaves[:old]
    proof = merkle.prove_consistency(old, len(leaves), node(leaves)) if len(known) > 0 else []
    return witness.request(old, proof if old < len(leaves) else [], note(leaves, **given))


@pytest.fixture
def one(tmp_path):
    body = base64.b64encode(b"\x01" + KEY).decode()
    word = f"{ORIGIN}+{LOG.key_id().hex()}+{body}"
    return lambda: Witness(NAME, tmp_path / "state", [word])


def refused(who, body):
    with pytest.raises(Refused) as refusal:
        who.add(body, 1)
    return refusal.value.status, refusal.value.said


def test_a_signature_of_the_standard_comes_out_of_its_seed():
    assert KEY.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert curve.sign_with(SEED, b"").hex().startswith("e5564300c360ac729086e2cc806e828a84877f1e")
    assert curve.is_signed(KEY, b"tea", curve.sign_with(SEED, b"tea"))


def test_it_signs_the_checkpoint_and_when_it_saw_it(one):
    who = one()

    found = witness.line_read(who.add(asked(0, LEAVES[:3]), 1_790_000_000).rstrip("\n"))

    assert (found.name, found.at_s) == (NAME, 1_790_000_000)
    assert found.key_id == witness.key_id(NAME, who.public)
    text = tree_of(note(LEAVES[:3])).text
    said = f"cosignature/v1\ntime 1790000000\n{text}".encode()
    assert curve.is_signed(who.public, said, found.signature)


def test_it_signs_what_goes_on_from_there_also_after_a_restart(one):
    first = one()
    first.add(asked(0, LEAVES[:3]), 1)

    again = one()

    assert again.public == first.public
    assert again.add(asked(3, LEAVES), 2)
    assert tree_of(again.kept(ORIGIN)).size == 8


def test_it_signs_no_other_history_however_it_is_put(one):
    who = one()
    who.add(asked(0, LEAVES[:5]), 1)
    other = [*LEAVES[:4], merkle.leaf_hash(b"x"), *LEAVES[5:]]

    assert refused(who, asked(5, other))[0] == 422
    assert refused(who, asked(5, other[:5])) == (409, "5\n")
    assert refused(who, asked(0, other)) == (409, "5\n")
    assert refused(who, asked(0, other[:2])) == (409, "5\n")
    assert tree_of(who.kept(ORIGIN)).root == root(LEAVES[:5])


def test_a_smaller_tree_than_it_signed_is_answered_with_what_it_signed(one):
    who = one()
    who.add(asked(0, LEAVES), 1)

    assert refused(who, asked(3, LEAVES[:5])) == (409, "8\n")
    assert refused(who, witness.request(8, [], note(LEAVES[:5])))[0] == 400


def test_the_same_checkpoint_is_signed_again(one):
    who = one()
    who.add(asked(0, LEAVES[:5]), 1)

    assert who.add(asked(5, LEAVES[:5]), 2)


def test_a_stranger_and_a_forged_signature_are_refused(one):
    who = one()

    assert refused(who, asked(0, LEAVES, origin="log.example/2"))[0] == 404
    assert refused(who, asked(0, LEAVES, seed=bytes(32)))[0] == 403
    assert who.kept(ORIGIN) == ""


@pytest.mark.parametrize(
    "body",
    [b"", b"old 0\n\n", b"old x\n\nx", b"old -1\n\nx\n\ny\n", b"\xff\xfe",
     b"old 00\n\na\n1\nb\n\nc", b"old 0\n" + b"AAAA\n" * 64 + b"\na",
     b"old 0\nAAAA\n\na\n1\nb\n\nc"],
)  # fmt: skip
def test_bad_bytes_are_no_request(one, body):
    assert refused(one(), body)[0] == 400


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [(None, b"", ("silent", 0)), (503, b"", ("silent", 0)), (429, b"", ("silent", 0)),
     (200, b"", ("signed", 0)), (422, b"", ("fork", 0)), (403, b"", ("refused", 0)),
     (404, b"", ("refused", 0)), (409, b"x", ("refused", 0)), (409, b"\xff", ("refused", 0)),
     (409, b"4\n", ("behind", 4)), (409, b"5\n", ("fork", 5)), (409, b"9\n", ("ahead", 9)),
     (409, "٤".encode(), ("refused", 0)), (302, b"", ("refused", 0))],
)  # fmt: skip
def test_every_answer_has_one_meaning(status, body, said):
    assert tuple(witness.judged(status, body, sent=5, size=8)) == said


@pytest.mark.parametrize(
    "word", ["", "a", "a+b+c", "a b+00000000+AAAA", "one+00000000+BAAA",
             "one+00000000+" + base64.b64encode(b"\x04" + bytes(32)).decode(),
             witness.verifier_key("one", bytes(32)).replace("BA", "AQ", 1)],
)  # fmt: skip
def test_what_is_no_key_of_a_witness_is_refused(word):
    with pytest.raises(ValueError):  # noqa: PT011  (any of them)
        witness.public_of(word)


def test_the_program_refuses_what_is_no_key_of_a_log(tmp_path):
    with pytest.raises(SystemExit):
        main(["--name", "one", "--state", str(tmp_path), "--log", "a+b+c"])
