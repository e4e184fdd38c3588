"""Who watches whose rooms: assign, end, and keep the rooms' object permissions the same."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from rooms import selectors as rooms
from rooms.services.tier import patrol_set
from tiers import policies, selectors
from tiers.models import Assignment
from tiers.selectors import watch as watching

LONGEST = timedelta(days=366)
EARLIEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Duty:
    """Whom somebody is to watch, and when: an operator with all his rooms, or one room."""

    officer_id: UUID
    operator_id: UUID | None = None
    room_id: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    weekdays: tuple[int, ...] = ()
    from_minute: int = 0
    to_minute: int = 1440
    is_dedicated: bool = True


@transaction.atomic
def assignment_add(*, actor: Actor, duty: Duty) -> Assignment:
    """Assign an officer. The same duty twice is one assignment.

    Raises:
        Forbidden: only officers assign.
        NotFound: no such operator or room in the tenant.
        Invalid: no active officer, neither or both of operator and room, hours that make no sense.

    Law: M-tiering
    """
    policies.require_grade(actor)
    starts = duty.starts_at or clock.now()
    _require_sense(actor, duty, starts)
    fields: dict[str, Any] = {
        "officer_id": duty.officer_id,
        "operator_id": duty.operator_id,
        "room_id": duty.room_id,
        "ends_at": duty.ends_at,
        "weekdays": sorted(set(duty.weekdays)),
        "from_minute": duty.from_minute,
        "to_minute": duty.to_minute,
        "is_dedicated": duty.is_dedicated,
    }
    same = watching.assignment_list(actor).filter(**fields, starts_at__lte=starts).first()
    if same is not None:
        return same
    fields |= {"starts_at": starts, "assigned_by_id": actor.user_id}
    row = Assignment(tenant_id=actor.tenant_id, **fields)
    row.save(force_insert=True)
    _note(actor, row, "tiers.officer_assigned")
    patrols_sync(actor=actor, officer_ids=[duty.officer_id])
    return row


def _require_sense(actor: Actor, duty: Duty, starts: datetime) -> None:
    if duty.officer_id not in watching.patrollers(actor):
        raise Invalid(_("请选择一位在职的合规专员。"), field="officer")
    if (duty.operator_id is None) == (duty.room_id is None):
        raise Invalid(_("请选择一个运营者或一个直播间。"), field="operator")
    if duty.operator_id is not None:
        selectors.operator_get(actor, duty.operator_id)
    if duty.room_id is not None:
        rooms.room_get(actor, duty.room_id)
    _require_hours(duty)
    if starts < clock.now() - EARLIEST:
        raise Invalid(_("安排不能从过去开始。"), field="starts_at")
    if duty.ends_at is not None and not starts < duty.ends_at <= starts + LONGEST:
        raise Invalid(_("结束须在开始之后、一年之内。"), field="ends_at")


def _require_hours(duty: Duty) -> None:
    if not all(1 <= day <= 7 for day in duty.weekdays):
        raise Invalid(_("请选择星期。"), field="weekdays")
    if not (0 <= duty.from_minute < 1440 and 0 <= duty.to_minute <= 1440):
        raise Invalid(_("班次的时间不对。"), field="from_minute")
    if duty.weekdays and duty.from_minute == duty.to_minute:
        raise Invalid(_("班次的开始和结束不能相同。"), field="to_minute")


@transaction.atomic
def assignment_end(*, actor: Actor, assignment_id: UUID) -> Assignment:
    """End an assignment now; it stays in the history. Twice is once.

    Raises:
        Forbidden: only officers assign.
        NotFound: no such assignment in the tenant.
    """
    policies.require_grade(actor)
    row = watching.assignment_get(actor, assignment_id, lock=True)
    now = clock.now()
    if row.ends_at is None or row.ends_at > now:
        row.ends_at, row.ended_by_id = max(now, row.starts_at), actor.user_id
        row.save(update_fields=["ends_at", "ended_by"])
        _note(actor, row, "tiers.assignment_ended")
        patrols_sync(actor=actor, officer_ids=[row.officer_id])
    return row


@transaction.atomic
def patrols_sync(*, actor: Actor, officer_ids: Collection[UUID]) -> None:
    """Make each officer's object permissions those rooms that his assignments give him now.

    Raises:
        Forbidden: only officers and the product itself may.
    """
    policies.require_grade(actor)
    now = clock.now()
    live = [one for one in watching.live_assignments(actor, now) if one.officer_id in officer_ids]
    owned = selectors.rooms_by_operator(
        actor, {one.operator_id for one in live if one.operator_id is not None}
    )
    for officer_id in officer_ids:
        mine = [one for one in live if one.officer_id == officer_id]
        room_ids = {one.room_id for one in mine if one.room_id is not None}
        room_ids |= {
            room.room_id for one in mine if one.operator_id for room in owned[one.operator_id]
        }
        patrol_set(actor=actor, user_id=officer_id, room_ids=room_ids)
    rows = Assignment.objects.of(actor).filter(officer_id__in=officer_ids)
    living = [one.pk for one in live]
    rows.filter(pk__in=living, is_mirrored=False).update(is_mirrored=True)
    rows.exclude(pk__in=living).filter(is_mirrored=True).update(is_mirrored=False)


@transaction.atomic
def shifts_follow(*, actor: Actor) -> int:
    """Give and take object permissions where an assignment began or ended; return of how many."""
    now = clock.now()
    is_live = Q(starts_at__lte=now) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now))
    turned = Assignment.objects.of(actor).filter(
        Q(is_mirrored=True) & ~is_live | Q(is_mirrored=False) & is_live
    )
    officers = set(turned.values_list("officer_id", flat=True))
    if officers:
        patrols_sync(actor=actor, officer_ids=officers)
    return len(officers)


def _note(actor: Actor, row: Assignment, action: str) -> None:
    subject = ("room", row.room_id) if row.room_id else ("party", row.operator_id)
    record.entry_append(
        actor=actor,
        action=action,
        subject=subject,
        clause="M-tiering",
        data={
            "officer": str(row.officer_id),
            "assignment": str(row.pk),
            "weekdays": list(row.weekdays),
            "minutes": [row.from_minute, row.to_minute],
            "starts": row.starts_at.isoformat(),
            "ends": row.ends_at.isoformat() if row.ends_at else "",
        },
    )
