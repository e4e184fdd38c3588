"""Which rooms a change of the catalogue touches, by which of their goods, and who hears of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from accounts import selectors as accounts
from catalog import policies
from catalog.models import Draft, Offer, Pin
from catalog.models import Product as Sold
from catalog.rules.judge import Catalogue
from catalog.selectors import catch
from catalog.selectors.catch import Caught
from catalog.selectors.held import catalogue_at, catalogue_drafted
from catalog.selectors.merchant import merchant_users
from livecompliance.kernel.actors import Actor
from parties import selectors as parties
from rooms import selectors as rooms
from rooms.models import Room

PAGE = 500
MOST = 100_000  # offers that are looked at for a preview
HOWS = ("stricter", "papers", "easier")
OPERATOR, AGENCY, HOST = "operator", "agency", "host"
SELLING = (Offer.State.WAITING, Offer.State.APPROVED)


class Moved(NamedTuple):
    """One of a room's goods of which the catalogue will say something else; how, why, whose."""

    product: Sold
    caught: Caught
    how: str
    seller: UUID | None = None


@dataclass(slots=True)
class Touched:
    """A room with the goods that are touched, whether it is on air, and who is told, as what."""

    room: Room
    goods: list[Moved] = field(default_factory=list)
    is_on_air: bool = False
    people: dict[UUID, str] = field(default_factory=dict)

    @property
    def how(self) -> dict[str, int]:
        """Return how many goods are judged more strictly, need papers, or are freed."""
        counts = dict.fromkeys(HOWS, 0)
        for one in self.goods:
            counts[one.how] += 1
        return counts


class Affected(NamedTuple):
    """Every room that a change touches; not `is_whole` where more is offered than looked at."""

    rooms: list[Touched]
    looked: int = 0
    is_whole: bool = True
    merchants: Mapping[UUID, set[UUID]] = {}  # who speaks for the suppliers of the goods

    @property
    def people(self) -> set[UUID]:
        told = {one for room in self.rooms for one in room.people}
        return told.union(*self.merchants.values())

    def goods_of(self, supplier_id: UUID) -> list[Moved]:
        """Return what is touched of a supplier's goods, each once, whichever rooms sell it."""
        goods = (one for room in self.rooms for one in room.goods if one.seller == supplier_id)
        return list({one.product.pk: one for one in goods}.values())

    @property
    def products(self) -> set[str]:
        return {one.product.external_id for room in self.rooms for one in room.goods}

    @property
    def unreached(self) -> int:
        """Return in how many rooms nobody has an account: the platform alone is told of them."""
        return sum(not room.people for room in self.rooms)


class _Shown(NamedTuple):
    room: Room
    product: Sold
    seller: UUID | None
    is_refused: bool


def rooms_affected(
    actor: Actor, before: Catalogue, after: Catalogue, most: int | None = None
) -> Affected:
    """Return the rooms that sell, want to sell or show on air what `after` judges otherwise.

    A room sells what it offers and what is pinned to its running broadcast, even where that was
    withdrawn meanwhile. Nothing else says what a coming broadcast will sell. What the rules
    refused counts only where it is freed; what an officer refused stays refused.

    Law: M-rules-and-catalogue
    """
    found: dict[UUID, Touched] = {}
    looked, seen, is_whole = 0, set(), True
    for page in _shown(actor):
        if most is not None and looked >= most:
            is_whole = False
            break
        fresh = [one for one in page if (one.room.pk, one.product.pk) not in seen]
        seen |= {(one.room.pk, one.product.pk) for one in fresh}
        looked += len(fresh)
        for one, moved in _moved(before, after, fresh):
            if moved.how == "easier" or not one.is_refused:
                found.setdefault(one.room.pk, Touched(one.room)).goods.append(moved)
    _reach(actor, found)
    return Affected(list(found.values()), looked, is_whole, _merchants(actor, found.values()))


def _merchants(actor: Actor, found: Iterable[Touched]) -> dict[UUID, set[UUID]]:
    """Return by supplier whose goods are touched who speaks for it and is active."""
    sellers = {one.seller for room in found for one in room.goods if one.seller}
    told = merchant_users(actor, sellers) if sellers else {}
    active = _active(actor, {one for people in told.values() for one in people})
    return {key: people & active for key, people in told.items() if people & active}


def told(one: Moved) -> dict[str, Any]:
    """Return one of the goods as the platform reads it."""
    after = one.caught.after
    return {
        "external_id": one.product.external_id,
        "how": one.how,
        "verdict": after.verdict,
        "entries": [ground.entry.id for ground in after.grounds],
        "documents": list(after.documents),
    }


def draft_affected(actor: Actor, row: Draft) -> Affected:
    """Return whom a draft would touch if it held now, instead of what holds: nobody is told.

    Law: M-rules-and-catalogue
    """
    policies.require_see_editions(actor)
    before, after = catalogue_at(actor), catalogue_drafted(actor, row)
    return rooms_affected(actor, before, after, MOST)


def _moved(
    before: Catalogue, after: Catalogue, shown: list[_Shown]
) -> Iterator[tuple[_Shown, Moved]]:
    places = [str(number) for number in range(len(shown))]
    asked = [catch.asked_of(one.product) for one in shown]
    for one in catch.caught(before, after, places, asked).caught:
        if one.how:
            of = shown[int(one.number)]
            told = one._replace(number=of.product.external_id)
            yield of, Moved(of.product, told, one.how, of.seller)


def _shown(actor: Actor) -> Iterator[list[_Shown]]:
    """Yield what rooms offer, then what is pinned on air and offered no more, page by page."""
    offers = Offer.objects.of(actor).exclude(state=Offer.State.WITHDRAWN)
    offers = offers.filter(state__in=SELLING) | offers.filter(reviewed_by__isnull=True)
    after = UUID(int=0)
    while page := list(
        offers.filter(pk__gt=after).select_related("product", "room").order_by("pk")[:PAGE]
    ):
        after = page[-1].pk
        yield [
            _Shown(one.room, one.product, one.seller_id, one.state not in SELLING) for one in page
        ]
    pins = Pin.objects.of(actor).filter(
        session__ended_at__isnull=True, offer__state=Offer.State.WITHDRAWN
    )
    after = UUID(int=0)
    while pinned := list(
        pins.filter(pk__gt=after).select_related("product", "session__room").order_by("pk")[:PAGE]
    ):
        after = pinned[-1].pk
        yield [_Shown(one.session.room, one.product, one.seller_id, False) for one in pinned]


def _reach(actor: Actor, found: Mapping[UUID, Touched]) -> None:
    """Say of each room who has an account and is told: its operator, his agency, who is on air."""
    on_air = rooms.parties_on_air(actor, found)
    operators = {one.room.operator_id for one in found.values() if one.room.operator_id}
    accounts_of = parties.party_users(actor, operators.union(*on_air.values()))
    agencies = parties.agency_users(actor, operators) if operators else {}
    for pk, touched in found.items():
        room, told = touched.room, touched.people
        touched.is_on_air = pk in on_air
        told |= {accounts_of[one]: HOST for one in on_air.get(pk, ()) if one in accounts_of}
        if room.operator_id:
            told |= dict.fromkeys(agencies.get(room.operator_id, ()), AGENCY)
            told |= _named(accounts_of.get(room.operator_id))
        told |= _named(room.operator_user_id)
    active = _active(actor, {one for touched in found.values() for one in touched.people})
    for touched in found.values():
        touched.people = {one: role for one, role in touched.people.items() if one in active}


def _named(user_id: UUID | None) -> dict[UUID, str]:
    return {user_id: OPERATOR} if user_id else {}


def _active(actor: Actor, people: Collection[UUID]) -> set[UUID]:
    return {one.user_id for one in accounts.members_active(actor, people)}
