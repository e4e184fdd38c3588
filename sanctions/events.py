"""What sanctions announce, inside the transaction in which it happened."""

from dataclasses import dataclass
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class SanctionChanged:
    """A decision came into force, or ended; `state` says how it stands now."""

    actor: Actor
    sanction_id: UUID
    party_id: UUID
    rung: str
    state: str


@dataclass(frozen=True, slots=True)
class ReportsQueued:
    """What authorities are to be told of a decision was drafted; it waits to be sent."""

    actor: Actor
    sanction_id: UUID
    report_ids: tuple[UUID, ...]
