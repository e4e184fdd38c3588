"""Merkle trees of RFC 6962: hashes, roots, proofs and their verification. Standard library only.

A tree of n leaves is the hash of its two halves, the left one as large as a power of two allows.
Its *peaks* are the perfect trees it is made of, largest first: they are all that is needed to go on
writing. Hashes are 32 bytes. A subtree `[start, end)` is one whose start is a multiple of the least
power of two not below its size (draft-ietf-plants-merkle-tree-certs).

Sources: RFC 6962 section 2.1, RFC 9162 section 2.1.3 and 2.1.4 (verification).
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

SIZE = 32
EMPTY = hashlib.sha256(b"").digest()

Node = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256 of 0x00 and its bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two trees side by side: SHA-256 of 0x01 and both."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def verify_inclusion(
    leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Return whether the leaf at `index` (from 0) is in the tree of `size` leaves with this root.

    Impossible places, sizes and lengths are False; nothing raises.
    """
    if not 0 <= index < size or not _are_hashes(leaf_hash, root, *proof):
        return False
    place, last, found = index, size - 1, leaf_hash
    for other in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(other, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, other)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    size1: int, root1: bytes, size2: int, root2: bytes, proof: Sequence[bytes]
) -> bool:
    """Return whether the tree of `size2` leaves begins with the `size1` leaves under `root1`.

    Nothing is the beginning of everything, which proves nothing: a first size of 0 is False.
    """
    if not 0 < size1 <= size2:
        return False
    return verify_subtree_consistency(0, size1, size2, root1, root2, proof)


def verify_subtree_inclusion(
    leaf_hash: bytes, index: int, start: int, end: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Return whether the leaf at `index` of the whole tree is in its subtree `[start, end)`."""
    if not is_subtree(start, end) or not start <= index < end:
        return False
    return verify_inclusion(leaf_hash, index - start, end - start, proof, root)


def verify_subtree_consistency(
    start: int, end: int, size: int, root1: bytes, root2: bytes, proof: Sequence[bytes]
) -> bool:
    """Return whether the subtree `[start, end)` with `root1` is part of the tree of `size` leaves.

    The empty subtree is part of every tree, whatever that tree's root.
    """
    if not is_subtree(start, end) or end > size:
        return False
    if start == end:
        return not proof and root1 == EMPTY
    if not _are_hashes(root1, root2, *proof):
        return False
    return _folds(start, end - 1, size - 1, root1, root2, list(proof))


def _folds(first: int, last: int, top: int, root1: bytes, root2: bytes, proof: list[bytes]) -> bool:
    """Walk from the subtree's right edge to both roots; `first`, `last`, `top` are places."""
    while first != last and (last == top or last & 1):
        first, last, top = first >> 1, last >> 1, top >> 1
    if first != last and not proof:
        return False
    small = large = root1 if first == last else proof.pop(0)
    for other in proof:
        if top == 0:
            return False
        if last & 1 or last == top:
            small = node_hash(other, small) if first < last else small
            large = node_hash(other, large)
            shift = 0 if last & 1 or not last else (last & -last).bit_length() - 1
        else:
            large, shift = node_hash(large, other), 0
        first, last, top = first >> shift + 1, last >> shift + 1, top >> shift + 1
    return top == 0 and small == root1 and large == root2


def is_subtree(start: int, end: int) -> bool:
    """Return whether `[start, end)` is a subtree of some tree."""
    if not 0 <= start <= end:
        return False
    return start % (1 << max(end - start - 1, 0).bit_length()) == 0


def _are_hashes(*given: bytes) -> bool:
    return all(len(one) == SIZE for one in given)


# Writing.


def parents(hashes: Sequence[bytes]) -> list[bytes]:
    """Return the hashes of each two neighbours; one left over at the end is not in it."""
    sha256 = hashlib.sha256
    pairs = iter(hashes)
    return [
        sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)
    ]


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root of as many hashes as a power of two."""
    while len(hashes) > 1:
        hashes = parents(hashes)
    return hashes[0]


def fold(peaks: Iterable[bytes]) -> bytes:
    """Return the root of the tree of these peaks, largest first."""
    found: bytes | None = None
    for peak in reversed(list(peaks)):
        found = peak if found is None else node_hash(peak, found)
    return EMPTY if found is None else found


class Peaks:
    """A tree that only grows: what it is made of, largest first, and its size."""

    def __init__(self) -> None:
        self.size = 0
        self._trees: list[bytes] = []  # one for each bit of size, highest first

    def add(self, hash_: bytes) -> None:
        """Put one more leaf at the end."""
        bits = self.size
        while bits & 1:
            hash_ = node_hash(self._trees.pop(), hash_)
            bits >>= 1
        self._trees.append(hash_)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        return fold(self._trees)


# Proving, from the hashes of perfect trees: node(h, k) is that of leaves k * 2**h and 2**h - 1 on.


def cover(start: int, end: int) -> list[tuple[int, int]]:
    """Return the perfect trees (height, place) that `[start, end)` is made of, from the left.

    They are fewest, and, from a start that is a subtree's, the peaks of that subtree.
    """
    found = []
    while start < end:
        height = (end - start).bit_length() - 1
        if start:
            height = min(height, (start & -start).bit_length() - 1)
        found.append((height, start >> height))
        start += 1 << height
    return found


def root_of(start: int, end: int, node: Node) -> bytes:
    """Return the root of the subtree `[start, end)`."""
    return fold(node(height, place) for height, place in cover(start, end))


def _split(size: int) -> int:
    """Return the size of the left half: the largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def prove_inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """Return the proof that the leaf at `index` is in the tree of `size` leaves, bottom first.

    Raises:
        ValueError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    found, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            found.append(root_of(middle, end, node))
            end = middle
        else:
            found.append(root_of(start, middle, node))
            start = middle
    return found[::-1]


def prove_consistency(size1: int, size2: int, node: Node) -> list[bytes]:
    """Return the proof that the tree of `size2` leaves begins with that of `size1`.

    Raises:
        ValueError: there is no such pair of trees.
    """
    if not 0 < size1 <= size2:
        raise ValueError(f"a tree of {size1} leaves does not begin one of {size2}")
    found, start, end, is_whole = [], 0, size2, True
    while size1 != end:
        middle = start + _split(end - start)
        if size1 <= middle:
            found.append(root_of(middle, end, node))
            end = middle
        else:
            found.append(root_of(start, middle, node))
            start, is_whole = middle, False
    if not is_whole:
        found.append(root_of(start, end, node))
    return found[::-1]
