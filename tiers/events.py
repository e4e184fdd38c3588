"""What tiers announce, inside the transaction in which it happened."""

from dataclasses import dataclass
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class TierChanged:
    """An operator went from one tier to another, and may use other services of the platform."""

    actor: Actor
    operator_id: UUID
    before: str
    after: str
    services_before: tuple[str, ...]
    services_after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GapAlarmed:
    """Nobody who ought to watches a key room on air."""

    actor: Actor
    gap_id: UUID
    room_id: UUID
    session_id: UUID
