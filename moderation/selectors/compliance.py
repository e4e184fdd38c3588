"""How rooms kept to the rules: what was found and what was done, for the tiers of operators."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from livecompliance.kernel.actors import Actor
from moderation.models import Dismissal, Finding, Measure


def findings_by_room(
    actor: Actor, since: datetime, rooms: Collection[UUID] | None
) -> dict[UUID, float]:
    """Return how many findings of weight each room had since an instant, those dismissed left out.

    Law: M-tiering, O117-tiering
    """
    dismissed = Dismissal.objects.of(actor).filter(finding=OuterRef("pk"), restored_at=None)
    found = Finding.objects.of(actor).filter(created_at__gte=since)
    heavy = found.exclude(severity=Finding.Severity.LOW).exclude(Exists(dismissed))
    return _by_room(heavy, rooms)


def measures_by_room(
    actor: Actor, since: datetime, rooms: Collection[UUID] | None
) -> dict[UUID, float]:
    """Return how many measures against each room went out since an instant and still stand.

    Prompts and what is said to viewers are none against the room.

    Law: M-tiering, O117-tiering
    """
    kinds = (Measure.Kind.WARNING, Measure.Kind.LIMIT_TRAFFIC, Measure.Kind.SUSPEND)
    found = Measure.objects.of(actor).filter(released_at__gte=since, kind__in=kinds)
    return _by_room(found.filter(withdrawn_at=None, undone_at=None), rooms)


def _by_room(found: QuerySet[Any], rooms: Collection[UUID] | None) -> dict[UUID, float]:
    narrowed = found if rooms is None else found.filter(room_id__in=rooms)
    counted = narrowed.values("room_id").annotate(n=Count("id")).values_list("room_id", "n")
    return {room: float(number) for room, number in counted}


def offences_since(actor: Actor, since: datetime) -> list[tuple[UUID, str, datetime]]:
    """Return what was found in rooms with an operator: once for each broadcast and kind of finding.

    Returns:
        operator, code of the finding, and when it was first found in that broadcast; findings
        that were dismissed are left out.
    """
    dismissed = Dismissal.objects.of(actor).filter(finding=OuterRef("pk"), restored_at=None)
    found = Finding.objects.of(actor).filter(created_at__gte=since, room__operator__isnull=False)
    heavy = found.exclude(severity=Finding.Severity.LOW).exclude(Exists(dismissed))
    rows = heavy.values("session_id", "room__operator_id", "code").annotate(first=Min("at"))
    return [(one["room__operator_id"], one["code"], one["first"]) for one in rows]
