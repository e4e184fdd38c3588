"""Whoever changes a package is found out, with whatever he could do about the outer layers."""

import base64
import contextlib
import gzip
import hashlib
import io
import json
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.providers import signer
from oversight import selectors
from oversight.rules import verify
from oversight.rules.container import Fault, Writer, members_of
from oversight.rules.verify import PAYLOAD, SIGNATURE, TAGS
from tests.oversight.test_packing import evening, packed  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PROOFS, ENTRIES = "data/record/proofs-0001.ndjson", "data/record/entries-0001.ndjson"
CHECKPOINT = "data/record/checkpoint.txt"


class Forger:
    """Takes a package apart, and puts it together as far as somebody could who has a key."""

    def __init__(self, package):
        stream = io.BytesIO(package)
        found = members_of(stream)
        self.root = found[0].name.partition("/")[0] + "/"
        self.members = {
            one.name[len(self.root) :]: package[one.start : one.start + one.size] for one in found
        }
        self.told = json.loads(self.members[verify.PACKAGE])

    def built(self, *, listed=True, sign=None, name=""):
        """Return the package; `listed`: manifests are made anew; `sign`: so is the signature."""
        if listed:
            self._list(PAYLOAD, [one for one in self.members if one.startswith("data/")])
            tags = [one for one in self.members if not one.startswith("data/")]
            self._list(TAGS, [one for one in tags if one not in (TAGS, SIGNATURE)])
        if sign:
            self._sign(*sign, name)
        out = io.BytesIO()
        writer = Writer(out.write)
        for one, content in self.members.items():
            writer.add(self.root + one, content)
        writer.close()
        return out.getvalue()

    def _list(self, name, names):
        rows = [f"{hashlib.sha256(self.members[one]).hexdigest()}  {one}\n" for one in names]
        self.members[name] = "".join(rows).encode()

    def _sign(self, public, sign, name):
        told = self.told
        digest = hashlib.sha256(self.members[TAGS]).hexdigest()
        text = verify.signed_text(told["origin"], told["package"], digest)
        note = verify.note_of(text, name or told["origin"], public, sign(text.encode()))
        self.members[SIGNATURE] = note.encode()

    def edit(self, name, change):
        self.members[name] = change(self.members[name])


def ours():
    return signer().public_key(), signer().sign


def stranger():
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    return key.public_key().public_bytes_raw(), key.sign


@pytest.fixture
def package(evening, tmp_path):  # noqa: F811
    return packed(evening, tmp_path / "a.zip")


def fault_of(package, keys=None):
    with pytest.raises(Fault) as found:
        verify.verify(io.BytesIO(package), keys or selectors.keys_own())
    assert "DOES NOT HOLD" in verify.fault_line(found.value)
    return found.value.code


def events_of(forger):
    return next(one for one in forger.members if one.endswith(".ndjson.gz"))


def test_a_flipped_bit_anywhere_is_named(package):
    chance = random.Random(8493)
    stream = io.BytesIO(package)
    places = {chance.randrange(len(package)) for _ in range(300)}
    for one in members_of(stream):  # every header, and something of every member
        places |= set(range(one.offset, one.start))
        places |= {one.start + chance.randrange(one.size) for _ in range(4) if one.size}
    places |= set(range(len(package) - 200, len(package)))
    for place in sorted(places):
        body = bytearray(package)
        body[place] ^= 1 << chance.randrange(8)
        with pytest.raises(Fault):
            verify.verify(io.BytesIO(bytes(body)), selectors.keys_own())


def test_a_package_put_together_again_is_the_same(package):
    assert Forger(package).built(listed=False) == package
    assert Forger(package).built(sign=ours()) == package


@pytest.mark.parametrize("kind", ["added", "missing", "renamed", "moved"])
def test_members_that_come_and_go_are_named(package, kind):
    forger = Forger(package)
    name = "data/law.json"
    if kind == "added":
        forger.members["data/more.json"] = b"{}"
    else:
        content = forger.members.pop(name)
        if kind == "renamed":
            forger.members["data/laws.json"] = content
        if kind == "moved":
            forger.members[name] = content
    assert fault_of(forger.built(listed=False)) == {"renamed": "missing"}.get(kind, kind)


def test_without_a_key_nothing_can_be_altered(package):
    forger = Forger(package)
    forger.edit("index.html", lambda page: page.replace("证据".encode(), "证物".encode()))
    assert fault_of(forger.built(listed=False)) == "digest"
    assert fault_of(forger.built()) == "signature"


def test_with_another_key_it_is_not_ours(package):
    public, _sign = stranger()
    forger = Forger(package)
    forger.members["data/record/key.txt"] = b"x"
    assert fault_of(forger.built(sign=stranger())) == "other_key"

    told = json.loads(forger.members[verify.PACKAGE])
    body = base64.b64encode(b"\x01" + public).decode()
    key = f"{told['origin']}+{verify.key_id(told['origin'], public).hex()}+{body}\n"
    forger.members["data/record/key.txt"] = key.encode()
    with pytest.raises(Fault) as found:  # the signed tree is not his, whatever he claims
        verify.verify(io.BytesIO(forger.built(sign=stranger())), None)
    assert (found.value.code, found.value.where) == ("other_key", CHECKPOINT)


def test_even_whoever_has_the_key_cannot_alter_what_was_said(package):
    forger = Forger(package)
    name = events_of(forger)
    forger.edit(name, lambda one: gzip.compress(gzip.decompress(one).replace(b"1380", b"1390")))
    assert fault_of(forger.built(sign=ours())) == "segment"


def test_the_last_segment_cannot_be_left_out(package):
    forger = Forger(package)

    def cut(one):
        plain = gzip.decompress(one)
        return gzip.compress(plain[: plain.rindex(b'{"segment":')])

    forger.edit(events_of(forger), cut)
    assert fault_of(forger.built(sign=ours())) == "anchor"


def test_two_proofs_that_changed_places_lead_nowhere(package):
    forger = Forger(package)
    rows = [json.loads(one) for one in forger.members[PROOFS].splitlines()]
    rows[0]["way"], rows[-1]["way"] = rows[-1]["way"], rows[0]["way"]
    forger.members[PROOFS] = b"".join(json.dumps(one).encode() + b"\n" for one in rows)
    assert fault_of(forger.built(sign=ours())) == "proof"


def test_an_entry_that_says_something_else_has_no_proof(package):
    forger = Forger(package)
    forger.edit(ENTRIES, lambda one: one.replace(b'"court"', b'"judge"'))
    assert fault_of(forger.built(sign=ours())) == "proof"


def test_another_tree_of_the_same_record_does_not_hold_the_entries(package):
    forger = Forger(package)
    text = forger.members[CHECKPOINT].decode().partition("\n\n")[0].split("\n")
    text[1] = str(int(text[1]) + 1)
    note = "\n".join(text) + "\n"
    public, sign = ours()
    forger.members[CHECKPOINT] = verify.note_of(note, text[0], public, sign(note.encode())).encode()
    assert fault_of(forger.built(sign=ours())) == "proof"


def test_a_package_of_which_the_record_knows_nothing_is_none(package):
    forger = Forger(package)
    told = forger.told
    told["package"] = "0190a000-0000-7000-8000-000000000000"
    forger.members[verify.PACKAGE] = json.dumps(told).encode()
    assert fault_of(forger.built(sign=ours())) == "unordered"


def test_a_bomb_of_events_is_not_unpacked(package):
    forger = Forger(package)
    forger.members[events_of(forger)] = gzip.compress(b'{"a":1}\n' * 8_000_000)
    assert fault_of(forger.built(sign=ours())) in {"bomb", "unreadable"}
    forger.members[events_of(forger)] = gzip.compress(bytes(60 << 20))
    assert fault_of(forger.built(sign=ours())) in {"bomb", "unreadable"}


def test_nonsense_in_any_document_ends_in_words(package):
    forger = Forger(package)
    junk = [b"", b"null\n", b"[]\n", b"{}\n", b"\xff\xfe\n", b"[" * 100_000, b'{"segment":1e400}\n']
    for name in [one for one in forger.members if one.startswith("data/")]:
        whole = forger.members[name]
        for content in junk:
            forger.members[name] = content
            body = forger.built(sign=ours())
            with contextlib.suppress(Fault):  # what is only read by people may say anything
                verify.verify(io.BytesIO(body), selectors.keys_own())
        forger.members[name] = whole


def test_a_key_that_is_none_is_named():
    with pytest.raises(Fault) as found:
        selectors.keys_trusted(["nonsense"])
    assert found.value.code == "bad_key"
