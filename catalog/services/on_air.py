"""A paper, supplier, recall or version turns against goods on air: ask the gate again at once."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction

from catalog import policies
from catalog.events import GoodsTurned
from catalog.models import Recall
from catalog.selectors import on_air
from ledger import services as record
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from rooms import selectors as rooms
from rooms import services as broadcasts

AGAIN_S, MOST = 2.0, 500


def supplies_follow(
    actor: Actor, suppliers: Collection[UUID], brands: Collection[str] = (), *, is_loss: bool
) -> int:
    """Ask the gate again, in the running transaction, about what sells goods of a supplier.

    Whoever sells under a brand is asked about too where a paper of the brand turned. What takes
    something away is looked at once more after the act: a broadcast that began in the same moment
    saw the paper still.

    Returns:
        About how many broadcasts.

    Law: O117-supplier-check, M-live-verification
    """
    product = system_actor(actor.tenant_id)  # whoever files papers need not see broadcasts
    with acting(product):
        found = on_air.sessions_supplied(product, suppliers, brands)
        broadcasts.admissions_renew(actor=product, session_ids=found)
        if is_loss:
            told = GoodsTurned(product, suppliers=tuple(suppliers), brands=tuple(brands))
            record.events_defer(actor=product, told=[told], after_s=AGAIN_S)
    return len(found)


def recalls_follow(actor: Actor, rows: Iterable[Recall], *, is_loss: bool) -> int:
    """Ask the gate again, in the running transaction, about what sells recalled goods.

    Returns:
        About how many broadcasts.

    Law: O117-illegal-goods, O117-necessary-measures, M-live-verification
    """
    entries = list(rows)
    if not entries:
        return 0
    product = system_actor(actor.tenant_id)
    with acting(product):
        found = on_air.sessions_recalled(product, entries)
        broadcasts.admissions_renew(actor=product, session_ids=found)
        ids = [one.pk for one in entries] if is_loss else []
        told = [
            GoodsTurned(product, recalls=tuple(ids[at : at + MOST]))
            for at in range(0, len(ids), MOST)
        ]
        record.events_defer(actor=product, told=told, after_s=AGAIN_S)
    return len(found)


def rooms_follow(actor: Actor, room_ids: Collection[UUID]) -> int:
    """Ask the gate again about what is on air in rooms; return about how many broadcasts.

    Law: M-rules-and-catalogue, M-live-verification
    """
    product = system_actor(actor.tenant_id)
    with acting(product):
        found = on_air.sessions_of_rooms(product, room_ids)
        broadcasts.admissions_renew(actor=product, session_ids=found)
    return len(found)


@transaction.atomic
def goods_look_again(
    *,
    actor: Actor,
    suppliers: Collection[UUID],
    brands: Collection[str],
    recalls: Collection[UUID],
) -> int:
    """Look once more at what turned: at what the gate let in as it did.

    Raises:
        Forbidden: neither an officer nor the platform's own system.

    Law: M-live-verification
    """
    policies.require_file(actor)
    found = set(on_air.sessions_supplied(actor, suppliers, brands))
    found |= set(on_air.sessions_recalled(actor, on_air.recalls_standing(actor, recalls)))
    still = rooms.sessions_admitted(actor, found)
    return broadcasts.admissions_renew(actor=actor, session_ids=still)
