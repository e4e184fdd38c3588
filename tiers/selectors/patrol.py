"""Which rooms are patrolled as key rooms are for a time, and what share of patrol each has."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from rooms.models import Room
from tiers.models import RaisedPatrol
from tiers.rules.grading import KEY
from tiers.selectors.policy import policy_in_force


def raised_list(actor: Actor) -> TenantQuerySet[RaisedPatrol]:
    """Return what holds now; that whose time is over does not, though nobody has ended it."""
    found = RaisedPatrol.objects.of(actor).filter(ended_at__isnull=True)
    return found.filter(until__gt=clock.now())


def raised_until(actor: Actor, room_ids: Collection[UUID] | None = None) -> dict[UUID, datetime]:
    """Return the rooms under raised patrol and until when, all or of some."""
    found = raised_list(actor)
    if room_ids is not None:
        found = found.filter(room_id__in=room_ids)
    rows = found.order_by().values("room_id").annotate(last=Max("until"))
    return dict(rows.values_list("room_id", "last"))


def patrol_percents(actor: Actor, rooms: Collection[Room]) -> Mapping[UUID, int]:
    """Return the share of each room that people look at: by its tier, or the share of key rooms
    while its patrol is raised.

    Law: M-tiering, O117-complaint-clusters
    """
    if not rooms:
        return {}
    rights = policy_in_force(actor).body.rights
    raised = raised_until(actor, [one.pk for one in rooms])
    return {
        one.pk: rights[KEY if one.pk in raised else one.tier].patrol_percent
        for one in rooms
        if one.tier in rights
    }
