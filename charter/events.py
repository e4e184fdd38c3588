"""What charter announces."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class AgreementConcluded:
    """Everybody accepted: it is in force from its first day."""

    actor: Actor
    agreement_id: UUID
    kind: str
    party_id: UUID
    counterpart_id: UUID | None


@dataclass(frozen=True, slots=True)
class AgreementEnded:
    """It was terminated, left or withdrawn before its term was over."""

    actor: Actor
    agreement_id: UUID
    kind: str
    party_id: UUID
    counterpart_id: UUID | None


@dataclass(frozen=True, slots=True)
class TrainingPassed:
    """A party completed a course, until the day it counts."""

    actor: Actor
    party_id: UUID
    course_code: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class TrainingLost:
    """A training that counted was annulled."""

    actor: Actor
    party_id: UUID
    course_code: str
