"""What rooms announce, inside the transaction in which it happened."""

from dataclasses import dataclass
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class RoomOperated:
    """A room was opened for an operator, or has another one."""

    actor: Actor
    room_id: UUID
    operator_id: UUID


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


@dataclass(frozen=True, slots=True)
class SessionDestroyed:
    """What was said in a broadcast can be read no more: its term was over, and nothing held it."""

    actor: Actor
    session_id: UUID
    room_id: UUID


@dataclass(frozen=True, slots=True)
class AdmissionLost:
    """A broadcast is on air that the gate does not allow, or allows no more.

    Told again when somebody in it came onto a list meanwhile: that is another matter.
    """

    actor: Actor
    session_id: UUID
    room_id: UUID
    admission_id: UUID


@dataclass(frozen=True, slots=True)
class AdmissionRenewed:
    """The gate was asked again about a broadcast on air, whatever it said."""

    actor: Actor
    session_id: UUID
    room_id: UUID
    admission_id: UUID


@dataclass(frozen=True, slots=True)
class PeopleListed:
    """Parties came onto a list, or a decision stands against them: told after that act."""

    actor: Actor
    party_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class CastChanged:
    """Somebody joined or left a broadcast."""

    actor: Actor
    session_id: UUID
    room_id: UUID
