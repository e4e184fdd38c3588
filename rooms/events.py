"""What rooms announce, inside the transaction in which it happened."""

from dataclasses import dataclass
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class SessionStarted:
    actor: Actor
    session_id: UUID
    room_id: UUID


@dataclass(frozen=True, slots=True)
class SessionEnded:
    actor: Actor
    session_id: UUID
    room_id: UUID
