"""Rooms are told what of theirs a version of the catalogue touches, and from when."""

from datetime import datetime, timedelta

from django.db import transaction

from catalog import selectors
from catalog.models import Edition, EditionNotice, Supplier
from catalog.selectors import affected_words as words
from catalog.selectors.affected import Affected, Moved, Touched, told
from catalog.services.check import CLAUSE
from catalog.services.on_air import rooms_follow
from catalog.services.recheck import products_recheck
from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.clock import SHANGHAI
from office import services as office

INSTANT = timedelta(microseconds=1)
LONGEST, MOST_NAMED = 60, 10  # goods in a letter; the room's page has all
COUNTED = ("rooms", "products", "people", "unreached")
MOST_SENT = 200  # goods in a message


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
    found = _affected(actor, edition)
    written = sum(_write(actor, edition, phase, one) for one in found.rooms)
    written += sum(
        _write_supplier(actor, edition, phase, supplier, found)
        for supplier in selectors.suppliers_named(actor, found.merchants)
    )
    for one in found.rooms:
        _message(actor, edition, phase, one)
    notice = EditionNotice(
        tenant_id=actor.tenant_id,
        edition=edition,
        phase=phase,
        rooms=len(found.rooms),
        products=len(found.products),
        people=len(found.people),
        unreached=found.unreached,
        detail=[
            {"room": str(one.room.pk), "people": len(one.people)} | one.how for one in found.rooms
        ],
    )
    notice.save(force_insert=True)
    record.entry_append(
        actor=actor,
        action="catalog.edition_told",
        subject=("catalogue", edition.pk),
        clause=CLAUSE,
        data={"phase": phase, **{name: getattr(notice, name) for name in COUNTED}},
    )
    if phase == EditionNotice.Phase.IN_FORCE:
        rooms_follow(actor, [one.room.pk for one in found.rooms])
        products_recheck(actor=actor)
    return written


def _affected(actor: Actor, edition: Edition) -> Affected:
    """Return the rooms of which a version judges goods otherwise than what held before.

    A version that a newer one replaced before its moment touches nothing.
    """
    moment = edition.effective_at
    if selectors.held_at(actor, moment).number != edition.number:
        return Affected([])
    before = selectors.catalogue_at(actor, moment - INSTANT)
    return selectors.rooms_affected(actor, before, selectors.catalogue_at(actor, moment))


def _write(actor: Actor, edition: Edition, phase: str, touched: Touched) -> int:
    """Write to everybody who sells in a room, or for it; one letter of each room and telling."""
    if not touched.people:
        return 0
    room, goods = touched.room, touched.goods
    context = {
        "room": room.title,
        "from": _said(edition.effective_at),
        "note": edition.note,
        "goods": {tongue: _goods(goods, tongue) for tongue in ("zh", "en")},
    }
    about = office.About("catalogue", f"{edition.number}:{phase}:{room.pk}")
    topic, to = f"catalogue_{phase}", set(touched.people)
    sent = office.message_send(actor=actor, to=to, topic=topic, context=context, about=about)
    return len(sent)


def _write_supplier(
    actor: Actor, edition: Edition, phase: str, supplier: Supplier, found: Affected
) -> int:
    """Write to who speaks for a supplier: of its own goods, and of nobody else's."""
    goods = found.goods_of(supplier.pk)
    context = {
        "supplier": supplier.title,
        "from": _said(edition.effective_at),
        "note": edition.note,
        "goods": {tongue: _goods(goods, tongue) for tongue in ("zh", "en")},
    }
    about = office.About("catalogue", f"{edition.number}:{phase}:{supplier.pk}")
    sent = office.message_send(
        actor=actor,
        to=found.merchants[supplier.pk],
        topic="catalogue_supply",
        context=context,
        about=about,
    )
    return len(sent)


def _message(actor: Actor, edition: Edition, phase: str, touched: Touched) -> None:
    """Tell the platform, which shows the goods: whoever sells there may have no account here."""
    for at in range(0, len(touched.goods), MOST_SENT):
        goods = touched.goods[at : at + MOST_SENT]
        record.message_add(
            actor=actor,
            topic="room.goods_affected",
            subject_ref=touched.room.pk,
            payload={
                "room_id": str(touched.room.pk),
                "room_external_id": touched.room.external_id,
                "version": edition.number,
                "phase": phase,
                "effective_at": edition.effective_at.isoformat(),
                "is_on_air": touched.is_on_air,
                "goods": [told(one) for one in goods],
            },
        )


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _goods(goods: list[Moved], tongue: str) -> str:
    """Return goods in a row, each with what becomes of it and by which entry."""
    apart = "；" if tongue == "zh" else "; "
    said = [words.moved_said(each, tongue, LONGEST) for each in goods[:MOST_NAMED]]
    if len(goods) > MOST_NAMED:
        said.append(f"… {len(goods)}")
    return apart.join(said)
