"""What becomes of consumers while a decision stands, as everybody whom it touches is told."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from livecompliance.kernel.actors import Actor
from sanctions.models import Sanction
from sanctions.selectors import words

MOST = 5


class Arrangement(NamedTuple):
    """From when until when orders, after-sales service and disputes are dealt with so."""

    starts_at: datetime | None
    ends_at: datetime | None
    lines: list[tuple[str, str]]


def arrangements_of(actor: Actor, party_id: UUID) -> list[Arrangement]:
    """Return what was arranged for the consumers of whom a measure was taken against, newest first.

    Nothing is said of what he did, or of the rung: that is published elsewhere, where it must be.

    Law: O117-order-arrangement
    """
    rows = Sanction.objects.of(actor).filter(party_id=party_id, state=Sanction.State.IN_FORCE)
    rows = rows.exclude(Q(orders="") & Q(after_sales="") & Q(disputes=""))
    return [
        Arrangement(one.starts_at, one.ends_at, words.consumers(one))
        for one in rows.order_by("-pk")[:MOST]
    ]
