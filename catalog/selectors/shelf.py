"""What a room will sell, as the gate sees it: all of it in the statement that its looks share."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from catalog.rules.judge import Judged
from catalog.selectors.held import Kept, catalogue_at, held_at
from catalog.selectors.product import goods_of
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.gate import Seen

# An index holds what was not withdrawn by room: the plan does not grow with the tenant.
SHELF = """
SELECT 'offer', json_build_array(o.id,
         CASE WHEN o.is_held THEN 'held' ELSE o.state END, o.digest, o.seller_id, p.id,
         p.external_id, p.title, p.standing, p.digest, p.catalogue, p.verdict, p.grounds, p.brand,
         p.barcodes, EXISTS (SELECT FROM catalog_pin n WHERE n.tenant_id = o.tenant_id
           AND n.session_id = %(goods_session)s AND n.offer_id = o.id))::text
  FROM catalog_offer o
  JOIN catalog_product p ON p.tenant_id = o.tenant_id AND p.id = o.product_id
 WHERE o.tenant_id = %(goods_tenant)s AND o.room_id = %(goods_room)s AND o.state <> 'withdrawn'
"""


MOST_SAID = 20_000
_said = Kept(MOST_SAID)


class Said(NamedTuple):
    """What a catalogue says to a content: its verdict, and by which entries."""

    verdict: str
    entries: frozenset[str]


class Shelved(NamedTuple):
    """An offer with its product, as far as the gate asks; `grounds` are those of the verdict."""

    offer: str
    state: str
    reviewed: str
    seller: UUID | None
    product: UUID
    number: str
    title: str
    standing: str
    digest: str
    catalogue: str
    verdict: str
    grounds: tuple[Mapping[str, Any], ...]
    brand: str
    barcodes: tuple[str, ...]
    is_pinned: bool = False

    @property
    def is_current(self) -> bool:
        """Tell whether the content that is offered is the one that was reviewed."""
        return self.reviewed == self.digest


def shelf_given(actor: Actor, room_id: UUID, session_id: UUID | None = None) -> dict[str, Any]:
    """Return what `SHELF` needs to be told of a room."""
    return {
        "goods_tenant": actor.tenant_id,
        "goods_room": room_id,
        "goods_session": session_id,
    }


def shelf_of(seen: Seen) -> list[Shelved]:
    """Return what a room offers of what `SHELF` found, in the order in which it was proposed."""
    return sorted(_shelved(seen.get("offer", ())), key=lambda one: one.offer)


def _shelved(rows: Iterable[list[Any]]) -> Iterable[Shelved]:
    for offer, state, reviewed, seller, product, *said, grounds, brand, barcodes, pinned in rows:
        number, title, standing, digest, catalogue, verdict = said
        seen = state, reviewed, UUID(seller) if seller else None, UUID(product)
        stands = number, title, standing, digest, catalogue, verdict
        yield Shelved(offer, *seen, *stands, tuple(grounds), brand, tuple(barcodes), pinned)


def said_now(actor: Actor, moment: datetime, shelved: Sequence[Shelved]) -> dict[str, Said]:
    """Return what the catalogue of a moment says to goods that another one judged, by offer.

    Content and catalogue alone decide it, so what was said once is kept; the contents of all
    others are read in one statement.
    """
    held = held_at(actor, moment)
    catalogue = (held.mark and held.mark.id, held.base.digest, clock.to_date(moment))
    known = {one.offer: _said.find((catalogue, one.digest)) for one in shelved}
    unknown = [one for one in shelved if known[one.offer] is None]
    if unknown:
        goods = goods_of(actor, {one.product for one in unknown})
        read = [goods[one.product] for one in unknown]
        answers = catalogue_at(actor, moment).judge([one.judged_as for one in read])
        for offer, good, judged in zip(unknown, read, answers, strict=True):
            # By the content that was judged: it may have changed since it was looked at.
            known[offer.offer] = _said.keep((catalogue, good.digest), _gist(judged))
    return known


def said_forget() -> None:
    """Let every content be judged again."""
    _said.clear()


def _gist(judged: Judged) -> Said:
    return Said(judged.verdict, frozenset(one.entry.id for one in judged.grounds))
