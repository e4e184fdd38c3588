"""Which packages lie ready for an authority, and what it is told of each."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from livecompliance.kernel.actors import Actor
from oversight import policies
from oversight.models import Package

SEEN = ("pk", "about", "ref", "sha256", "members", "events", "ordered_at", "made_at")


class Addressed(NamedTuple):
    """One package for an authority. `made_at`: None while it is being made."""

    pk: UUID
    about: str
    ref: UUID
    sha256: str
    members: int
    events: int
    ordered_at: datetime
    made_at: datetime | None


def packages_addressed(actor: Actor, authority_id: UUID, most: int = 200) -> list[Addressed]:
    """Return the packages of a tenant that lie ready for an authority, the newest first.

    Raises:
        Forbidden: the actor is no regulator.

    Law: M-cooperate
    """
    policies.require_addressed(actor)
    found = Package.objects.of(actor).filter(recipient="authority", authority=authority_id)
    return [Addressed(*row) for row in found.order_by("-id").values_list(*SEEN)[:most]]
