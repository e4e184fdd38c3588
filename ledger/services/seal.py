"""Seal the record: entries become leaves in the order of sealing, and a signed tree.

One sealer at a time works for a tenant. It numbers what is committed and waits, whenever it was
begun: an entry whose transaction took long gets a later number and misses nothing. A batch is one
transaction, so a sealer that dies leaves the tree as it was.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from ledger import merkle, notes
from ledger.models import Checkpoint, Tile
from ledger.providers import signer
from ledger.selectors.tree import HEIGHT, WIDTH, Tiles, origin_of
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor

MOST = 20_000  # entries of a batch
ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended('ledger.seal|' || %s::text, 0))"
# A row that waits for an entry that is gone stays where it is: `record_verify` names it.
TAKE = """
WITH waiting AS (
  SELECT p.entry_id, e.leaf_hash
    FROM (SELECT entry_id FROM ledger_pending WHERE tenant_id = %(tenant)s ORDER BY entry_id) p
   CROSS JOIN LATERAL (
     SELECT leaf_hash FROM ledger_entry
      WHERE id = p.entry_id AND tenant_id = %(tenant)s LIMIT 1) e
   LIMIT %(most)s),
taken AS (
  DELETE FROM ledger_pending p USING waiting w
   WHERE p.entry_id = w.entry_id RETURNING w.entry_id, w.leaf_hash),
placed AS (
  SELECT %(size)s + row_number() OVER (ORDER BY entry_id) - 1 AS seq, entry_id, leaf_hash
    FROM taken),
written AS (
  INSERT INTO ledger_leaf (tenant_id, seq, entry_id)
  SELECT %(tenant)s, seq, entry_id FROM placed)
SELECT leaf_hash FROM placed ORDER BY seq
"""


class Grown(NamedTuple):
    """A tree after leaves were added: its size and root, and the tiles that became whole."""

    size: int
    root: bytes
    tiles: list[Tile]


def tenants_unsealed(most: int = 500) -> list[UUID]:
    """Return the tenants, whoever they are, with entries that wait for the sealer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant FROM tenants_unsealed(%s)", [most])
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def entries_seal(*, actor: Actor, most: int = MOST) -> Checkpoint | None:
    """Give what waits in a tenant its place in the tree, and sign the tree.

    Returns:
        The new checkpoint; None when nothing waits, or somebody else is sealing.

    Raises:
        SignerLost: nobody can sign; the entries go on waiting.
    """
    tenant_id = tenancy.require(actor).tenant_id
    with connection.cursor() as cursor:
        cursor.execute(ALONE, [str(tenant_id)])
        if not cursor.fetchone()[0]:
            return None
        size = _size(tenant_id)
        cursor.execute(TAKE, {"tenant": tenant_id, "most": most, "size": size})
        added = [bytes(row[0]) for row in cursor.fetchall()]
    if not added:
        return None
    grown = grow(tenant_id, size, added)
    Tile.objects.bulk_create(grown.tiles, batch_size=200)
    return Checkpoint.objects.create(
        tenant_id=tenant_id,
        size=grown.size,
        root=grown.root,
        at=clock.now(),
        note=_signed(origin_of(tenant_id), grown),
    )


def _size(tenant_id: UUID) -> int:
    newest = Checkpoint.objects.filter(tenant_id=tenant_id).order_by("-size")
    return newest.values_list("size", flat=True).first() or 0


def grow(tenant_id: UUID, size: int, added: Sequence[bytes]) -> Grown:
    """Return a tenant's tree of `size` leaves with more leaves behind them; writes nothing."""
    kept, tiles = Tiles(tenant_id), []
    level, before, fresh = 0, size, list(added)
    edge: list[list[bytes]] = []  # what is not in a whole tile, of each level
    while before or fresh:
        begun = before % WIDTH
        row = kept.hashes(level, before - begun, before) + fresh
        first = before // WIDTH
        whole = [
            Tile(
                tenant_id=tenant_id,
                level=level,
                place=first + place,
                hashes=b"".join(hashes),
                root=merkle.perfect_root(hashes),
            )
            for place, hashes in enumerate(batched_full(row))
        ]
        tiles += whole
        edge.append(row[len(whole) * WIDTH :])
        level, before, fresh = level + 1, before >> HEIGHT, [bytes(tile.root) for tile in whole]
    peaks = [peak for row in reversed(edge) for peak in _peaks(row)]
    return Grown(size + len(added), merkle.fold(peaks), tiles)


def batched_full(row: Sequence[bytes]) -> list[list[bytes]]:
    """Return the runs of 256 that a row has from its beginning."""
    return [list(row[at : at + WIDTH]) for at in range(0, len(row) - WIDTH + 1, WIDTH)]


def _peaks(row: Sequence[bytes]) -> list[bytes]:
    """Return the roots of the perfect trees over a row shorter than a tile, largest first."""
    found, at = [], 0
    for height in range(HEIGHT - 1, -1, -1):
        if len(row) >> height & 1:
            found.append(merkle.perfect_root(row[at : at + (1 << height)]))
            at += 1 << height
    return found


def _signed(origin: str, grown: Grown) -> str:
    text = notes.checkpoint_text(origin, grown.size, grown.root)
    who = signer()
    line = notes.signature_line(origin, who.public_key(), who.sign(text.encode()))
    return f"{text}\n{line}"


def text_sign(*, actor: Actor, text: str) -> str:
    """Sign a text that is no checkpoint with the key that signs the tenant's checkpoints.

    Returns:
        The signed note (C2SP signed-note).

    Raises:
        SignerLost: nobody can sign.
        ValueError: the text reads as a checkpoint; those are signed with the tree alone.
    """
    origin = origin_of(tenancy.require(actor).tenant_id)
    try:
        notes.checkpoint_parse(text)
    except notes.BadNote:
        who = signer()
        return f"{text}\n{notes.signature_line(origin, who.public_key(), who.sign(text.encode()))}"
    raise ValueError("a checkpoint is signed with its tree")
