"""What rooms have of their operator's tier, and who looks after them."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, law, live
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Invalid
from rooms import policies
from rooms.models import Room, RoomUserPermission, Session
from rooms.rules.keeping import years_later


@transaction.atomic
def rooms_tier_set(*, actor: Actor, operator_id: UUID, tier: str) -> int:
    """Give every room of an operator his tier; return how many had another.

    Raises:
        Forbidden: the actor may not manage rooms.
        Invalid: no such tier.

    Law: M-tiering
    """
    return rooms_tiers_set(actor=actor, tiers={operator_id: tier})


@transaction.atomic
def rooms_tiers_set(*, actor: Actor, tiers: Mapping[UUID, str]) -> int:
    """Give the rooms of many operators their tiers: a few statements, however many they are;
    return how many rooms had another.

    Raises:
        Forbidden: the actor may not manage rooms.
        Invalid: no such tier.

    Law: M-tiering
    """
    policies.require_manage(actor)
    if set(tiers.values()) - set(Room.Tier.values):
        raise Invalid(_("没有这个级别。"), field="tier")
    rows = Room.objects.of(actor).filter(operator_id__in=list(tiers)).order_by("id")
    held = rows.select_for_update().values_list("id", "operator_id", "tier")
    moved = [one for one in held if one[1] is not None and one[2] != tiers[one[1]]]
    for tier in sorted({tiers[one[1]] for one in moved}):
        ids = [one[0] for one in moved if tiers[one[1]] == tier]
        Room.objects.of(actor).filter(pk__in=ids).update(tier=tier)
    record.entries_append(
        actor=actor,
        acts=[
            {
                "action": "rooms.room_graded",
                "subject": ("room", pk),
                "clause": "M-tiering",
                "data": {"from": before, "to": tiers[operator], "operator": str(operator)},
            }
            for pk, operator, before in moved
        ],
    )
    if moved:
        live.ring_on_commit(actor.tenant_id, "wall", "all")
    return len(moved)


@transaction.atomic
def session_keep(*, actor: Actor, session_id: UUID, until: date) -> bool:
    """Write down until when a broadcast that ended is kept; a day is put off, never advanced.

    Returns:
        Whether that day is later than what stood there.

    Raises:
        Forbidden: the actor may not manage rooms.
        Invalid: sooner than the law of today allows.

    Law: O117-evidence-3y
    """
    policies.require_manage(actor)
    over = Session.objects.of(actor).filter(pk=session_id, ended_at__isnull=False)
    session = over.select_for_update().first()
    if session is None or session.ended_at is None:
        return False
    least = years_later(clock.to_date(session.ended_at), law_years())
    if until < least:
        raise Invalid(_("保存期不得短于法定期限。"), field="until")
    if session.keep_until is not None and until <= session.keep_until:
        return False
    session.keep_until = until
    session.save(update_fields=["keep_until"])
    return True


def law_years() -> int:
    """Return how many years the law of today has broadcasts kept."""
    return law.clause("O117-evidence-3y", clock.today()).number("retain")


@transaction.atomic
def patrol_set(*, actor: Actor, user_id: UUID, room_ids: Collection[UUID]) -> None:
    """Make the rooms that a person looks after exactly these: one object permission for each.

    Raises:
        Forbidden: the actor may not manage rooms.

    Law: M-tiering
    """
    policies.require_manage(actor)
    permission = patrol_permission()
    held = RoomUserPermission.objects.filter(
        tenant_id=actor.tenant_id, user_id=user_id, permission=permission
    )
    held.exclude(content_object_id__in=room_ids).delete()
    RoomUserPermission.objects.bulk_create(
        (
            RoomUserPermission(
                tenant_id=actor.tenant_id,
                user_id=user_id,
                permission=permission,
                content_object_id=room_id,
            )
            for room_id in room_ids
        ),
        ignore_conflicts=True,
    )


def patrol_permission() -> Permission:
    """Return what an object permission of a room says: this person looks after it."""
    return Permission.objects.get(
        content_type__app_label="rooms", content_type__model="room", codename="view_room"
    )
