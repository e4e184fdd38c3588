"""What tiers announce, inside the transaction in which it happened."""

from dataclasses import dataclass
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class TierChanged:
    """An operator went from one tier to another."""

    actor: Actor
    operator_id: UUID
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ServicesChanged:
    """An operator may use other services of the platform: his tier is another, or what the policy
    gives it."""

    actor: Actor
    operator_id: UUID
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GapAlarmed:
    """Nobody who ought to watches a key room on air."""

    actor: Actor
    gap_id: UUID
    room_id: UUID
    session_id: UUID
