"""What merchants and agencies see: of their own goods, papers and rooms, and of nothing else."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from catalog import policies
from catalog.models import Merchant, Offer, Supplier, SupplierPaper
from catalog.rules.pack import Entry
from catalog.rules.papers import Lack, Sold
from catalog.selectors.books import papers_missing
from catalog.selectors.entry import entries_of
from catalog.selectors.supplier import SOON
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from parties import selectors as parties
from rooms.models import Room

LONGEST = timedelta(hours=12)  # papers hold as long as a broadcast may last, as at the gate
MOST, MOST_ROOMS = 200, 20


class Shown(NamedTuple):
    """An offer with what it lacks, and by which entries its product is listed."""

    offer: Offer
    lacks: list[Lack]
    entries: list[Entry]

    @property
    def is_wanting(self) -> bool:
        """Tell whether somebody has to do something before it may be sold."""
        return self.offer.state == Offer.State.REFUSED or bool(self.lacks)


class PaperShown(NamedTuple):
    """A paper of a merchant's, with whether it ends soon or has ended."""

    row: SupplierPaper
    is_ending: bool
    is_over: bool


class Supplies(NamedTuple):
    """A supplier as those who speak for it see it."""

    supplier: Supplier
    papers: list[PaperShown]
    offers: list[Shown]


class Represented(NamedTuple):
    """A room of an operator with whom an agency works, and what it offers."""

    room: Room
    offers: list[Shown]


def merchants_of(actor: Actor, supplier_id: UUID) -> TenantQuerySet[Merchant]:
    """Return the accounts that speak for a supplier now.

    Raises:
        Forbidden: the actor does not see suppliers.
    """
    policies.require_see_suppliers(actor)
    rows = Merchant.objects.of(actor).filter(supplier_id=supplier_id, until__isnull=True)
    return rows.select_related("user").order_by("id")


def merchant_get(actor: Actor, merchant_id: UUID) -> Merchant:
    """Return one tie of an account.

    Raises:
        Forbidden: the actor does not see suppliers. NotFound: no such tie.
    """
    policies.require_see_suppliers(actor)
    found = Merchant.objects.of(actor).filter(pk=merchant_id).first()
    if found is None:
        raise NotFound(_("没有这个关联的账号。"))
    return found


def merchant_users(actor: Actor, supplier_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return by supplier who speaks for it now; one statement."""
    found: dict[UUID, set[UUID]] = {}
    rows = Merchant.objects.of(actor).filter(supplier_id__in=supplier_ids, until__isnull=True)
    for supplier_id, user_id in rows.values_list("supplier_id", "user_id"):
        found.setdefault(supplier_id, set()).add(user_id)
    return found


def suppliers_spoken_for(actor: Actor) -> list[UUID]:
    """Return the suppliers that the actor speaks for now."""
    if actor.user_id is None:
        return []
    mine = Merchant.objects.of(actor).filter(user_id=actor.user_id, until__isnull=True)
    return list(mine.values_list("supplier_id", flat=True))


def speaks_for(actor: Actor, supplier_id: UUID) -> bool:
    """Tell whether the actor speaks for a supplier now."""
    rows = Merchant.objects.of(actor).filter(supplier_id=supplier_id, until__isnull=True)
    return actor.user_id is not None and rows.filter(user_id=actor.user_id).exists()


def supplies_own(actor: Actor) -> list[Supplies]:
    """Return the suppliers that the actor speaks for, with what is asked of each.

    Raises:
        Forbidden: the actor is no merchant and no agency.
    """
    policies.require_supply(actor)
    if actor.user_id is None:
        return []
    mine = Merchant.objects.of(actor).filter(user_id=actor.user_id, until__isnull=True)
    rows = Supplier.objects.of(actor).filter(
        pk__in=mine.values("supplier_id"), destroyed_at__isnull=True
    )
    return [_supplies(actor, one) for one in rows.order_by("title", "id")[:50]]


def _supplies(actor: Actor, row: Supplier) -> Supplies:
    papers = SupplierPaper.objects.of(actor).filter(supplier=row, destroyed_at__isnull=True)
    offers = Offer.objects.of(actor).filter(seller=row).exclude(state=Offer.State.WITHDRAWN)
    found = list(offers.select_related("product", "room").order_by("-id")[:MOST])
    return Supplies(row, [_paper(one) for one in papers.order_by("-id")[:MOST]],
                    _shown(actor, found))  # fmt: skip


def _paper(row: SupplierPaper) -> PaperShown:
    today, until = clock.today(), row.valid_until
    is_counted = row.state == SupplierPaper.State.APPROVED and until is not None
    is_over = is_counted and until is not None and until < today
    ends = is_counted and until is not None and until <= today + SOON
    return PaperShown(row, ends and not is_over, is_over)


def rooms_represented(actor: Actor) -> list[Represented]:
    """Return the actor's own rooms and those of the operators with whom his agency works, with
    what they offer.

    Raises:
        Forbidden: the actor is no merchant and no streamer.
    """
    policies.require_supply(actor)
    if actor.user_id is None:
        return []
    party = parties.party_of_user(actor, actor.user_id)
    is_agency = party is not None and "agency" in party.roles
    operators = parties.operators_of(actor, party.pk) if party and is_agency else set()
    mine = Q(room__operator_id__in=operators) | Q(room__operator_user_id=actor.user_id)
    rows = Offer.objects.of(actor).filter(mine)
    rows = rows.exclude(state=Offer.State.WITHDRAWN).select_related("product", "room")
    by_room: dict[UUID, list[Offer]] = {}
    for one in rows.order_by("room_id", "-id")[: MOST * MOST_ROOMS]:
        by_room.setdefault(one.room_id, []).append(one)
    found = list(by_room.values())[:MOST_ROOMS]
    return [Represented(each[0].room, _shown(actor, each[:MOST])) for each in found]


def _shown(actor: Actor, offers: Sequence[Offer]) -> list[Shown]:
    """Return offers, each with what it lacks; those that want something first."""
    since, until = clock.today(), clock.to_date(clock.now() + LONGEST)
    lacks: dict[str, list[Lack]] = {}
    for one in papers_missing(actor, [_sold(each) for each in offers], since, until):
        if one not in lacks.setdefault(one.product, []):
            lacks[one.product].append(one)
    ids = {str(ground["entry"]) for one in offers for ground in one.product.grounds}
    entries = entries_of(actor, ids) if ids else {}
    shown = [
        Shown(one, lacks.get(one.product.external_id, []), _listed(one, entries)) for one in offers
    ]
    return sorted(shown, key=lambda one: not one.is_wanting)


def _listed(offer: Offer, entries: Mapping[str, Entry]) -> list[Entry]:
    if offer.product.standing not in ("blocked", "papers"):
        return []
    named = (str(one["entry"]) for one in offer.product.grounds)
    return [entries[one] for one in named if one in entries]


def _sold(offer: Offer) -> Sold:
    product = offer.product
    held = product.grounds if product.standing == "papers" else []
    named = (name for one in held for name in one["documents"])
    return Sold(
        product.external_id,
        offer.seller_id,
        tuple(dict.fromkeys(named)),
        product.brand,
        product.title,
        tuple(product.barcodes),
    )
