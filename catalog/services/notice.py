"""Rooms are told what of theirs a version of the catalogue touches, and from when."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts import selectors as accounts
from catalog import selectors
from catalog.models import Edition, EditionNotice, Offer
from catalog.selectors import catch, notice, words
from catalog.selectors.catch import Caught
from catalog.services.check import CLAUSE
from catalog.services.recheck import products_recheck
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.clock import SHANGHAI
from office import services as office
from rooms.models import Room

INSTANT = timedelta(microseconds=1)
LONGEST, MOST_NAMED = 60, 10  # goods in a letter; the room's page has all
Touched = dict[Room, list[Caught]]


def editions_tell(*, actor: Actor) -> int:
    """Tell of every version that has come, or was published well ahead. Twice is once.

    Returns: how many letters were written.

    Law: M-rules-and-catalogue
    """
    with transaction.atomic():
        due = selectors.editions_untold(actor, clock.now())
    return sum(_tell(actor, edition, phase) for edition, phase in due)


@transaction.atomic
def _tell(actor: Actor, edition: Edition, phase: str) -> int:
    touched = _touched(actor, edition)
    written = sum(_write(actor, edition, phase, room, goods) for room, goods in touched.items())
    count = len({one.number for goods in touched.values() for one in goods})
    EditionNotice.objects.create(
        tenant_id=actor.tenant_id,
        edition=edition,
        phase=phase,
        rooms=len(touched),
        products=count,
    )
    record.entry_append(
        actor=actor,
        action="catalog.edition_told",
        subject=("catalogue", edition.pk),
        clause=CLAUSE,
        data={"phase": phase, "rooms": len(touched), "products": count},
    )
    if phase == EditionNotice.Phase.IN_FORCE:
        products_recheck(actor=actor)
    return written


def _touched(actor: Actor, edition: Edition) -> Touched:
    """Return by room which of its goods the version judges more strictly than what held before.

    A version that a newer one replaced before its moment touches nothing.
    """
    moment = edition.effective_at
    if selectors.held_at(actor, moment).number != edition.number:
        return {}
    before = selectors.catalogue_at(actor, moment - INSTANT)
    after = selectors.catalogue_at(actor, moment)
    found: Touched = defaultdict(list)
    for page in notice.offer_pages(actor):
        asked = [catch.asked_of(one.product) for one in page]
        seen = catch.caught(before, after, [str(one.pk) for one in page], asked)
        offers = {str(one.pk): one for one in page}
        for one in seen.caught:
            if one.is_stricter:
                offer = offers[one.number]
                found[offer.room].append(one._replace(number=_number(offer)))
    return dict(found)


def _number(offer: Offer) -> str:
    return offer.product.external_id


def _write(actor: Actor, edition: Edition, phase: str, room: Room, goods: list[Caught]) -> int:
    """Write to the operator of a room; one letter of each room and telling."""
    to = _people(actor, room)
    if not to:
        return 0
    context = {
        "room": room.title,
        "from": _said(edition.effective_at),
        "note": edition.note,
        "goods": {tongue: _goods(goods, tongue) for tongue in ("zh", "en")},
    }
    about = office.About("catalogue", f"{edition.number}:{phase}:{room.pk}")
    topic = f"catalogue_{phase}"
    sent = office.message_send(actor=actor, to=to, topic=topic, context=context, about=about)
    return len(sent)


def _people(actor: Actor, room: Room) -> set[UUID]:
    if room.operator_user_id is None:
        return set()
    return {one.user_id for one in accounts.members_active(actor, [room.operator_user_id])}


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _goods(goods: list[Caught], tongue: str) -> str:
    """Return goods in a row, each with what becomes of it and by which entry."""
    apart = "；" if tongue == "zh" else "; "
    said = [_one(each, tongue) for each in goods[:MOST_NAMED]]
    if len(goods) > MOST_NAMED:
        said.append(f"… {len(goods)}")
    return apart.join(said)


def _one(one: Caught, tongue: str) -> str:
    ground = one.after.grounds[0]
    action = words.in_tongue(words.ACTIONS[ground.entry.action], tongue)
    if tongue == "zh":
        return f"“{one.title[:LONGEST]}”{action}（{ground.entry.zh}，{ground.entry.basis}）"
    return f"“{one.title[:LONGEST]}”: {action} ({ground.entry.en or ground.entry.zh})"
