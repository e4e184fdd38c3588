"""Which rounds are due, who is making one, which were missed."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import NotFound
from review import policies
from review.models import Round

MOST = 200


class Patrol(NamedTuple):
    """What is to be looked at now, and how it went since an instant."""

    due: list[Round]
    made: int
    missed: int
    late: int


def round_list(actor: Actor, since: datetime) -> TenantQuerySet[Round]:
    """Return the rounds that began since an instant, the newest first.

    Raises:
        Forbidden: the actor may not see patrol.
    """
    policies.require_see_patrol(actor)
    found = Round.objects.of(actor).filter(begins_at__gte=since)
    return found.select_related("room", "officer", "tenant").order_by("-begins_at", "-id")


def round_get(actor: Actor, round_id: UUID) -> Round:
    """Return one round with its item.

    Raises:
        Forbidden: the actor may not see patrol.
        NotFound: no such round in the actor's tenant.
    """
    policies.require_see_patrol(actor)
    row = Round.objects.of(actor).select_related("room", "item").filter(pk=round_id).first()
    if row is None:
        raise NotFound(_("没有这次巡查。"))
    return row


def patrol_now(actor: Actor, since: datetime) -> Patrol:
    """Return what is due, what ends first, first; and what was made and missed since.

    Raises:
        Forbidden: the actor may not see patrol.
    """
    policies.require_see_patrol(actor)
    due = Round.objects.of(actor).filter(state=Round.State.DUE)
    lately = round_list(actor, since).order_by()
    figures = lately.aggregate(
        made=Count("id", filter=Q(state=Round.State.DONE)),
        missed=Count("id", filter=Q(missed_at__isnull=False) & ~Q(state=Round.State.DONE)),
        late=Count("id", filter=Q(missed_at__isnull=False, state=Round.State.DONE)),
    )
    known = ("room", "tenant", "item", "item__held_by")
    rows = due.select_related(*known).order_by("due_at", "id")
    return Patrol(list(rows[:MOST]), **figures)


def is_in_hand(one: Round) -> bool:
    """Tell whether somebody is making the round at this moment."""
    until = one.item.lease_until
    return until is not None and until > clock.now()
