"""What moderation announces, inside the transaction in which it happened."""

from dataclasses import dataclass
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class MeasureReleased:
    """A measure left for the room."""

    actor: Actor
    measure_id: UUID
    session_id: UUID
    room_id: UUID
    kind: str
    clause: str


@dataclass(frozen=True, slots=True)
class FindingsRecorded:
    """An inspection of some segments found something."""

    actor: Actor
    session_id: UUID
    room_id: UUID
    findings: tuple[UUID, ...]
