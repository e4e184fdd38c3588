"""What conduct announces, inside the transaction in which it happened, or after it."""

from dataclasses import dataclass
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class TargetsListed:
    """People, accounts or rooms came onto the blocklist: told after that act."""

    actor: Actor
    target_ids: tuple[UUID, ...]
