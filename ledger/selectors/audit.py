"""Look through a whole record and name what was altered, whoever did it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connections, router

from ledger import merkle, notes, rules
from ledger.models import Checkpoint, Leaf, Tile
from ledger.providers import signer
from ledger.selectors.tree import WIDTH, Tiles, origin_of
from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor

AT_ONCE = 2_000
SEALED = """
SELECT l.seq, l.entry_id, e.id, e.tenant_id, e.at, e.actor_kind, e.actor_ref, e.action, e.clause,
       e.subject_kind, e.subject_ref, e.body, e.leaf_hash
  FROM ledger_leaf l LEFT JOIN ledger_entry e ON e.id = l.entry_id AND e.tenant_id = l.tenant_id
 WHERE l.tenant_id = %s AND l.seq >= %s ORDER BY l.seq LIMIT %s
"""
UNSEALED = """
SELECT e.id FROM ledger_entry e
 WHERE e.tenant_id = %(tenant)s
   AND NOT EXISTS (SELECT 1 FROM ledger_leaf l WHERE l.entry_id = e.id)
   AND NOT EXISTS (
     SELECT 1 FROM ledger_pending p WHERE p.entry_id = e.id AND p.tenant_id = e.tenant_id)
 ORDER BY e.id
"""
LOST = """
SELECT p.entry_id FROM ledger_pending p LEFT JOIN ledger_entry e ON e.id = p.entry_id
 WHERE p.tenant_id = %(tenant)s AND e.id IS NULL ORDER BY p.entry_id
"""
AGAIN = """
SELECT p.entry_id FROM ledger_pending p JOIN ledger_leaf l ON l.entry_id = p.entry_id
 WHERE p.tenant_id = %(tenant)s ORDER BY p.entry_id
"""


class Fault(NamedTuple):
    """One thing that is not as it was sealed.

    Attributes:
        kind: altered, moved, gone, missing, unsealed, lost, again, tile, root, signature,
            unsigned, short or rewritten.
        place: the leaf's number, or a checkpoint's size; None where there is none.
        entry_id: the entry's id; None where it is not one entry.
    """

    kind: str
    place: int | None
    entry_id: UUID | None


class Looked(NamedTuple):
    """How far a look through the record came: leaves, checkpoints, and the root of the leaves."""

    leaves: int
    checkpoints: int
    root: bytes


class Audit:
    """One look through one tenant's record, from the first leaf to the last.

    It believes nothing that is kept: every leaf is hashed anew from its entry's bytes, every tile
    and root from the leaves. Who altered entries, leaves, tiles and checkpoints and has the key is
    found by a checkpoint that somebody else kept.

    Args:
        against: trees of which somebody else kept the signed checkpoint.
    """

    def __init__(self, actor: Actor, *against: notes.Tree) -> None:
        self._tenant_id = tenancy.require(actor).tenant_id
        self._peaks = merkle.Peaks()
        self._row: list[bytes] = []  # of the tile that is not whole yet
        self._tiles = Tiles(self._tenant_id)
        self._held: tuple[int, list[bytes]] = (-1, [])
        self._is_off = False
        self._against = list(against)
        self._signed = iter(
            Checkpoint.objects.filter(tenant_id=self._tenant_id).order_by("size").iterator()
        )
        self._next = next(self._signed, None)
        self._count = self._last = 0  # checkpoints that were looked at; the size of the last
        self._keys = keys_of(self._tenant_id)

    def looked(self) -> Looked:
        """Return how far it came."""
        return Looked(self._peaks.size, self._count, self._peaks.root())

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong, in the order of the record."""
        for row in self._leaves():
            yield from self._leaf(*row)
        while self._next:
            self._last = self._next.size
            yield Fault("missing", self._next.size, None)
            self._next = next(self._signed, None)
        if self._last < self._peaks.size:
            yield Fault("unsigned", self._last, None)
        for one in self._against:
            yield Fault("rewritten" if one.size < self._peaks.size else "short", one.size, None)
        yield from (Fault("unsealed", None, one) for one in self._ids(UNSEALED))
        yield from (Fault("lost", None, one) for one in self._ids(LOST))
        yield from (Fault("again", None, one) for one in self._ids(AGAIN))

    def _leaves(self) -> Iterator[tuple[Any, ...]]:
        place = 0
        while True:
            with connections[router.db_for_read(Leaf)].cursor() as cursor:
                cursor.execute(SEALED, [self._tenant_id, place, AT_ONCE])
                rows = cursor.fetchall()
            yield from rows
            if len(rows) < AT_ONCE:
                return
            place = rows[-1][0] + 1

    def _ids(self, query: str) -> list[UUID]:
        with connections[router.db_for_read(Leaf)].cursor() as cursor:
            cursor.execute(query, {"tenant": self._tenant_id})
            return [row[0] for row in cursor.fetchall()]

    def _leaf(self, seq: int, entry_id: UUID, found: UUID | None, *held: Any) -> Iterator[Fault]:
        for place in range(self._peaks.size, seq):
            yield Fault("missing", place, None)
            yield from self._add(self._sealed(place))
        sealed = self._sealed(seq)
        if found is None:
            yield Fault("gone", seq, entry_id)
            yield from self._add(sealed)
            return
        body, kept = bytes(held[-2]), bytes(held[-1])
        if not (merkle.leaf_hash(body) == kept == (sealed or kept)):
            yield Fault("altered", seq, entry_id)
        elif _columns(entry_id, held[:-2]) != _told(body):
            yield Fault("moved", seq, entry_id)
        yield from self._add(sealed or kept)

    def _sealed(self, place: int) -> bytes:
        """Return the hash of a leaf as its tile has it; nothing behind the last whole tile."""
        if place // WIDTH != self._held[0]:
            self._held = place // WIDTH, self._tiles.hashes_whole(0, place // WIDTH)
        return self._held[1][place % WIDTH] if self._held[1] else b""

    def _add(self, leaf: bytes) -> Iterator[Fault]:
        self._peaks.add(leaf or bytes(merkle.SIZE))
        self._row.append(leaf)
        if len(self._row) == WIDTH:
            yield from self._tile(self._peaks.size // WIDTH - 1)
            self._row = []
        yield from self._compare()
        while self._next and self._next.size <= self._peaks.size:
            yield from self._checkpoint(self._next)
            self._next = next(self._signed, None)

    def _compare(self) -> Iterator[Fault]:
        """Compare with what somebody else kept of a tree of this size."""
        due = [one for one in self._against if one.size == self._peaks.size]
        for one in due:
            self._against.remove(one)
            if one.root != self._peaks.root():
                yield Fault("rewritten", one.size, None)

    def _tile(self, place: int) -> Iterator[Fault]:
        """Look at the tiles that end here: at what is kept of their hashes, and at their root."""
        level, row = 0, self._row
        while True:
            tile = Tile.objects.filter(tenant_id=self._tenant_id, level=level, place=place).first()
            if not tile or bytes(tile.hashes) != b"".join(row) or _root(row) != bytes(tile.root):
                yield Fault("tile", place * WIDTH ** (level + 1), None)
            if (place + 1) % WIDTH:
                return
            level, place = level + 1, place // WIDTH
            row = self._tiles.roots(level - 1, place * WIDTH, (place + 1) * WIDTH)

    def _checkpoint(self, one: Checkpoint) -> Iterator[Fault]:
        self._count, self._last = self._count + 1, one.size
        if bytes(one.root) != self._peaks.root() and not self._is_off:
            self._is_off = True  # no later root can be right
            yield Fault("root", one.size, None)
        if not _is_signed(one, origin_of(self._tenant_id), self._keys):
            yield Fault("signature", one.size, None)


def keys_of(tenant_id: UUID) -> dict[str, list[bytes]]:
    """Return the public keys that may have signed a tenant's checkpoints, the present one first.

    Raises:
        SignerLost: nobody can say which key signs now.
    """
    origin = origin_of(tenant_id)
    old = [notes.public_of(one) for one in settings.SEAL_OLD_KEYS]
    return {origin: [signer().public_key(), *(key for _, key in old)]}


def _root(row: list[bytes]) -> bytes:
    return merkle.perfect_root(row) if len(row) == WIDTH else b""


def _is_signed(one: Checkpoint, origin: str, keys: Mapping[str, list[bytes]]) -> bool:
    try:
        note = notes.note_parse(one.note)
        told = notes.checkpoint_parse(note.text)
    except notes.BadNote:
        return False
    if told != notes.Tree(origin, one.size, bytes(one.root)):
        return False
    return notes.signed_by(note, keys) == origin


def _columns(entry_id: UUID, held: tuple[Any, ...]) -> tuple[str, ...]:
    tenant_id, at, kind, ref, action, clause, subject_kind, subject_ref = held
    return (str(entry_id), str(tenant_id), rules.instant(at), kind, ref, action, clause,
            subject_kind, subject_ref)  # fmt: skip


def _told(body: bytes) -> tuple[str, ...]:
    told = json.loads(body)
    return (told["id"], told["tenant"], told["at"], told["actor"]["kind"], told["actor"]["ref"],
            told["action"], told["clause"], told["subject"]["kind"],
            told["subject"]["ref"])  # fmt: skip


__all__ = ["Audit", "Fault", "Looked", "keys_of"]
