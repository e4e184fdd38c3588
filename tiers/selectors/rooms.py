"""Whose rooms are whose: the one place where tiers ask about rooms and operators."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef

from accounts.managers import TenantQuerySet
from livecompliance.kernel.actors import Actor
from parties.models import Party
from parties.selectors import operators
from rooms import selectors as rooms
from rooms.selectors.tier import Graded, graded_rooms
from tiers.models import Standing


def rooms_by_operator(
    actor: Actor, operator_ids: Collection[UUID] | None = None
) -> dict[UUID, list[Graded]]:
    """Return the rooms of operators, by operator; of all of them without a choice."""
    found: dict[UUID, list[Graded]] = defaultdict(list)
    for one in graded_rooms(actor, operator_ids):
        found[one.operator_id].append(one)
    return found


def operator_ids(actor: Actor) -> list[UUID]:
    """Return the operators of the tenant whose account is not closed, by age."""
    found = operators.operator_list(actor).exclude(state=Party.State.CLOSED)
    return list(found.values_list("id", flat=True))


def operators_due(actor: Actor, judged: TenantQuerySet[Standing], most: int) -> list[UUID]:
    """Return operators who are not among those judged already, some of them; closed ones too."""
    is_judged = Exists(judged.filter(operator_id=OuterRef("pk")).order_by())
    found = operators.operator_list(actor).filter(~is_judged).values_list("id", flat=True)
    return list(found[:most])


def owners_of(actor: Actor, room_ids: Collection[UUID]) -> set[UUID]:
    """Return the operators of some rooms."""
    found = rooms.room_list(actor).filter(pk__in=room_ids, operator__isnull=False)
    return set(found.values_list("operator_id", flat=True))
