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
    findings: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingsRecorded:
    """An inspection of some segments found something."""

    actor: Actor
    session_id: UUID
    room_id: UUID
    findings: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class MeasureUndone:
    """An officer took a measure back before it went out: its findings wait again."""

    actor: Actor
    measure_id: UUID


@dataclass(frozen=True, slots=True)
class FindingDismissed:
    """An officer said of a finding that it is none."""

    actor: Actor
    finding_id: UUID


@dataclass(frozen=True, slots=True)
class FindingRestored:
    """A finding that was dismissed stands again."""

    actor: Actor
    finding_id: UUID


@dataclass(frozen=True, slots=True)
class PublicationsHeld:
    """Content waits for an officer before it is published."""

    actor: Actor
    decisions: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class PublicationDecided:
    """An officer let content be published, or not."""

    actor: Actor
    decision_id: UUID


@dataclass(frozen=True, slots=True)
class RulesShadowed:
    """Rules that are not in force in a session held there.

    Of each: segment, position, rule, event, moment in milliseconds, the measure and suggestion
    it would have led to, its score, and why it failed if it did.
    """

    actor: Actor
    session_id: UUID
    room_id: UUID
    shadows: tuple[tuple[int, int, str, str | int, int, str, str, float, str], ...]
