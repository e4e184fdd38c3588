"""Trees of RFC 6962: what is proved holds, what is altered does not, and the vectors of others."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ledger import merkle
from tests import data

VECTORS = data.DATA / "09_schemas/merkle_rfc6962"
LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(67)]
needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason=f"{VECTORS} is not here")


def told(leaves):
    """Return a root by the definition in RFC 6962, section 2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else merkle.EMPTY
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return merkle.node_hash(told(leaves[:half]), told(leaves[half:]))


def node(height, place):
    return told(LEAVES[place << height : place + 1 << height])


def hashes(vector, *names):
    return [base64.b64decode(vector[name] or "") for name in names]


def answer(vector):
    proof = [base64.b64decode(one) for one in vector["proof"] or []]
    kind = vector["_file"].split("/")[1]
    if kind == "inclusion":
        leaf, root = hashes(vector, "leafHash", "root")
        return merkle.verify_inclusion(leaf, vector["leafIdx"], vector["treeSize"], proof, root)
    if kind == "subtreeinclusion":
        leaf, root = hashes(vector, "leafHash", "root")
        where = vector["leafIdx"], vector["start"], vector["end"]
        return merkle.verify_subtree_inclusion(leaf, *where, proof, root)
    first, second = hashes(vector, "root1", "root2")
    if kind == "consistency":
        return merkle.verify_consistency(vector["size1"], first, vector["size2"], second, proof)
    where = vector["start"], vector["end"], vector["size"]
    return merkle.verify_subtree_consistency(*where, first, second, proof)


@needs_vectors
def test_every_vector_of_others_holds():
    lines = (VECTORS / "proof_vectors.jsonl").read_text(encoding="utf-8").splitlines()
    vectors = [json.loads(line) for line in lines]

    wrong = [one["_file"] for one in vectors if answer(one) == one["wantErr"]]

    assert wrong == []
    assert len(vectors) == 250


@needs_vectors
def test_hashes_are_those_of_others():
    known = json.loads((VECTORS / "hasher_vectors.json").read_text(encoding="utf-8"))

    assert merkle.EMPTY.hex() == known["empty_root"]
    for text, found in known["leaf_hash"].items():
        assert merkle.leaf_hash(text.encode()).hex() == found
    for one in known["node_hash"]:
        assert merkle.node_hash(one["left"].encode(), one["right"].encode()).hex() == one["hash"]


@given(some.data())
def test_what_is_in_a_tree_is_proved_and_nothing_else(drawn):
    size = drawn.draw(some.integers(1, len(LEAVES)))
    index = drawn.draw(some.integers(0, size - 1))
    proof = merkle.prove_inclusion(index, size, node)
    root = told(LEAVES[:size])

    assert merkle.verify_inclusion(LEAVES[index], index, size, proof, root)
    assert not merkle.verify_inclusion(LEAVES[index], index, size, [*proof, root], root)
    assert not merkle.verify_inclusion(LEAVES[(index + 1) % 67], index, size, proof, root)
    assert not merkle.verify_inclusion(LEAVES[index], index + size, size, proof, root)
    if proof:
        assert not merkle.verify_inclusion(LEAVES[index], index, size, proof[:-1], root)
        assert not merkle.verify_inclusion(LEAVES[index], index, size, [b"", *proof[1:]], root)


@given(some.data())
def test_a_tree_that_only_grew_is_proved_and_one_that_was_rewritten_is_not(drawn):
    large = drawn.draw(some.integers(1, len(LEAVES)))
    small = drawn.draw(some.integers(1, large))
    proof = merkle.prove_consistency(small, large, node)
    before, after = told(LEAVES[:small]), told(LEAVES[:large])
    forged = told([LEAVES[-1], *LEAVES[1:small]])

    assert merkle.verify_consistency(small, before, large, after, proof)
    assert not merkle.verify_consistency(small, forged, large, after, proof)
    assert not merkle.verify_consistency(small, before, large, after, [*proof, before])
    assert not merkle.verify_consistency(large + 1, before, large, after, proof)
    assert not merkle.verify_consistency(0, merkle.EMPTY, large, after, [])


def test_peaks_have_the_root_of_every_size():
    peaks = merkle.Peaks()
    for size, leaf in enumerate(LEAVES):
        assert peaks.root() == told(LEAVES[:size]) == merkle.root_of(0, size, node)
        peaks.add(leaf)


@pytest.mark.parametrize("asked", [(0, 0), (5, 5), (-1, 5)])
def test_no_proof_is_made_of_what_is_not_there(asked):
    with pytest.raises(ValueError, match="no leaf"):
        merkle.prove_inclusion(*asked, node)
    with pytest.raises(ValueError, match="does not begin"):
        merkle.prove_consistency(asked[1] + 1, asked[1], node)
