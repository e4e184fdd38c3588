"""What the stage announces, inside the transaction in which it happened."""

from dataclasses import dataclass
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class ElementDecided:
    """A version was approved or refused, by the engine or by a person."""

    actor: Actor
    room_id: UUID
    version_id: UUID
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class PlaceRestricted:
    """A room on air is where nobody may broadcast from."""

    actor: Actor
    room_id: UUID
    session_id: UUID
    ground: str


@dataclass(frozen=True, slots=True)
class HostWithdrawn:
    """A virtual host on air may be shown no more; `clause` says why."""

    actor: Actor
    room_id: UUID
    session_id: UUID
    host_id: UUID
    clause: str
    cause: str


@dataclass(frozen=True, slots=True)
class PlacementChanged:
    """Where a room may be shown is another than before."""

    actor: Actor
    room_id: UUID
