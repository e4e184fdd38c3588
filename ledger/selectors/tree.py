"""Ask the tree: its checkpoints, its hashes, and proofs that anybody can check."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connections, router
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ledger import merkle
from ledger.models import Checkpoint, Entry, Leaf, Pending, Tile
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound

HEIGHT = 8
WIDTH = 1 << HEIGHT
AT_ONCE = 500
ABOUT = """
SELECT l.seq FROM ledger_entry e JOIN ledger_leaf l ON l.entry_id = e.id
  JOIN unnest(%(kinds)s::text[], %(refs)s::text[]) AS wanted (kind, ref)
    ON e.subject_kind = wanted.kind AND e.subject_ref = wanted.ref
 WHERE e.tenant_id = %(tenant)s AND l.tenant_id = %(tenant)s AND l.seq < %(size)s
"""
BODIES = """
SELECT l.seq, e.id, e.body FROM ledger_leaf l JOIN ledger_entry e ON e.id = l.entry_id
 WHERE l.tenant_id = %s AND l.seq = ANY(%s) ORDER BY l.seq
"""
LEAVES = """
SELECT e.leaf_hash FROM ledger_leaf l JOIN ledger_entry e ON e.id = l.entry_id
 WHERE l.tenant_id = %s AND l.seq >= %s AND l.seq < %s ORDER BY l.seq
"""


class Proof(NamedTuple):
    """That an entry is in a tree: its place, its hash, the way up, and the signed tree."""

    entry_id: UUID
    place: int
    leaf_hash: bytes
    hashes: list[bytes]
    checkpoint: Checkpoint


class Proven(NamedTuple):
    """One entry with its place in a tree and the way up from it."""

    place: int
    entry_id: UUID
    body: bytes
    hashes: list[bytes]


def origin_of(tenant_id: UUID) -> str:
    """Return the name of a tenant's log, which stands in the first line of its checkpoints."""
    return f"{settings.RECORD_NAME}/{tenant_id}"


def checkpoint_list(actor: Actor) -> QuerySet[Checkpoint]:
    """Return the checkpoints of the actor's tenants, newest first."""
    tenancy.require(actor)
    return Checkpoint.objects.filter(tenant_id__in=actor.tenant_ids).order_by("-at", "-size")


def checkpoint_latest(actor: Actor) -> Checkpoint | None:
    """Return the newest checkpoint of a tenant; None before the first."""
    return _of(actor).order_by("-size").first()


def checkpoint_at(actor: Actor, size: int) -> Checkpoint:
    """Return the checkpoint of a tree of so many leaves.

    Raises:
        NotFound: no such tree was signed.
    """
    found = _of(actor).filter(size=size).first()
    if found is None:
        raise NotFound(_("没有这个大小的检查点。"))
    return found


def checkpoint_note(actor: Actor, size: int) -> str:
    """Return the text of the checkpoint of so many leaves; "" where none was signed."""
    return _of(actor).filter(size=size).values_list("note", flat=True).first() or ""


def _of(actor: Actor) -> QuerySet[Checkpoint]:
    return Checkpoint.objects.filter(tenant_id=tenancy.require(actor).tenant_id)


def leaf_of(actor: Actor, entry_id: UUID) -> Leaf | None:
    """Return the place of an entry in its tree; None while it waits to be sealed."""
    tenant_id = tenancy.require(actor).tenant_id
    return Leaf.objects.filter(tenant_id=tenant_id, entry_id=entry_id).first()


def unsealed_age_s(actor: Actor) -> float:
    """Return for how many seconds the oldest entry of a tenant has waited for the sealer."""
    tenant_id = tenancy.require(actor).tenant_id
    oldest = Pending.objects.filter(tenant_id=tenant_id).order_by("entry_id").first()
    if oldest is None:
        return 0.0
    written_s = (oldest.entry_id.int >> 80) / 1000  # a UUID of version 7 begins with its time
    return max(0.0, clock.now().timestamp() - written_s)


def is_waiting(actor: Actor) -> bool:
    """Return whether entries of a tenant wait for the sealer."""
    return Pending.objects.filter(tenant_id=tenancy.require(actor).tenant_id).exists()


class Tiles:
    """The hashes of one tenant's tree, as they are kept: whole tiles, and what comes after them."""

    def __init__(self, tenant_id: UUID) -> None:
        self._tenant_id = tenant_id
        self._known = lru_cache(maxsize=64)(self.hashes_whole)

    def hashes(self, level: int, start: int, stop: int) -> list[bytes]:
        """Return the hashes `start` to `stop` of a level, within one tile or behind the last."""
        if start == stop:
            return []
        place = start // WIDTH
        whole = self._known(level, place)
        if whole:
            return whole[start - place * WIDTH : stop - place * WIDTH]
        if level:
            return self.roots(level - 1, start, stop)
        with connections[router.db_for_read(Leaf)].cursor() as cursor:
            cursor.execute(LEAVES, [self._tenant_id, start, stop])
            return [bytes(row[0]) for row in cursor.fetchall()]

    def hashes_whole(self, level: int, place: int) -> list[bytes]:
        """Return the hashes of a whole tile; none when it is not whole yet."""
        found = Tile.objects.filter(tenant_id=self._tenant_id, level=level, place=place)
        plain = bytes(found.values_list("hashes", flat=True).first() or b"")
        return [plain[at : at + merkle.SIZE] for at in range(0, len(plain), merkle.SIZE)]

    def roots(self, level: int, start: int, stop: int) -> list[bytes]:
        """Return the roots of the whole tiles `start` to `stop` of a level."""
        found = Tile.objects.filter(
            tenant_id=self._tenant_id, level=level, place__gte=start, place__lt=stop
        )
        return [bytes(root) for root in found.order_by("place").values_list("root", flat=True)]

    def node(self, height: int, place: int) -> bytes:
        """Return the root of the perfect tree of 2**height leaves at a place."""
        level, within = divmod(height, HEIGHT)
        count = 1 << within
        return merkle.perfect_root(self.hashes(level, place * count, (place + 1) * count))

    def root(self, size: int) -> bytes:
        """Return the root of the first `size` leaves."""
        return merkle.root_of(0, size, self.node)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Return the proof that a leaf is in the tree of `size` leaves."""
        return merkle.prove_inclusion(index, size, self.node)

    def consistency(self, size1: int, size2: int) -> list[bytes]:
        """Return the proof that the tree of `size2` leaves begins with that of `size1`."""
        return merkle.prove_consistency(size1, size2, self.node)


def tree_of(actor: Actor) -> Tiles:
    """Return the hashes of a tenant's tree."""
    return Tiles(tenancy.require(actor).tenant_id)


def hashes_at(actor: Actor, level: int, place: int, width: int) -> list[bytes]:
    """Return one tile: `width` hashes, 256 for a whole one.

    Raises:
        NotFound: the newest checkpoint's tree has no such tile.
    """
    newest = checkpoint_latest(actor)
    have = (newest.size >> (HEIGHT * level)) - place * WIDTH if newest else 0
    if not 0 < width <= WIDTH or have < width:
        raise NotFound(_("没有这一片。"))
    return tree_of(actor).hashes(level, place * WIDTH, place * WIDTH + width)


def entry_proof(actor: Actor, entry_id: UUID, size: int | None = None) -> Proof:
    """Return the proof that an entry is in a signed tree, the newest when no size is given.

    Raises:
        NotFound: there is no such entry, it waits for its seal, or its tree is older.
    """
    entry = Entry.objects.filter(tenant_id=tenancy.require(actor).tenant_id, pk=entry_id).first()
    leaf = leaf_of(actor, entry_id) if entry else None
    if entry is None or leaf is None:
        raise NotFound(_("没有这条记录，或它还未封存。"))
    signed = checkpoint_latest(actor) if size is None else checkpoint_at(actor, size)
    if signed is None or leaf.seq >= signed.size:
        raise NotFound(_("这个检查点早于这条记录。"))
    way = tree_of(actor).inclusion(leaf.seq, signed.size)
    return Proof(entry_id, leaf.seq, bytes(entry.leaf_hash), way, signed)


def places_about(actor: Actor, subjects: Sequence[tuple[str, str]], size: int) -> list[int]:
    """Return the places, in the tree of `size` leaves, of the entries about any of the subjects."""
    found: set[int] = set()
    for at in range(0, len(subjects), AT_ONCE):
        some = subjects[at : at + AT_ONCE]
        given: dict[str, Any] = {
            "tenant": tenancy.require(actor).tenant_id,
            "kinds": [kind for kind, _ref in some],
            "refs": [ref for _kind, ref in some],
            "size": size,
        }
        with connections[router.db_for_read(Leaf)].cursor() as cursor:
            cursor.execute(ABOUT, given)
            found.update(row[0] for row in cursor.fetchall())
    return sorted(found)


def entries_proven(actor: Actor, places: Sequence[int], size: int) -> Iterator[Proven]:
    """Yield the entries at some places, in order, each with its proof in the tree of `size`."""
    tree, tenant_id = tree_of(actor), tenancy.require(actor).tenant_id
    for at in range(0, len(places), AT_ONCE):
        with connections[router.db_for_read(Leaf)].cursor() as cursor:
            cursor.execute(BODIES, [tenant_id, list(places[at : at + AT_ONCE])])
            rows = cursor.fetchall()
        for place, entry_id, body in rows:
            yield Proven(place, entry_id, bytes(body), tree.inclusion(place, size))
