"""Which rooms are whose, and how they are graded."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from livecompliance.kernel.actors import Actor
from rooms.models import Room


class Graded(NamedTuple):
    """A room of an operator: what is asked of it when its operator is graded."""

    room_id: UUID
    operator_id: UUID
    tier: str
    category: str
    title: str


def graded_rooms(actor: Actor, operator_ids: Collection[UUID] | None = None) -> list[Graded]:
    """Return the rooms of some operators, or all rooms that have an operator."""
    found = Room.objects.of(actor).filter(operator__isnull=False)
    if operator_ids is not None:
        found = found.filter(operator_id__in=operator_ids)
    rows = found.values_list("id", "operator_id", "tier", "category", "title")
    return [Graded(*row) for row in rows.order_by("id")]
