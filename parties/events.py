"""What parties announce, inside the transaction in which it happened."""

from dataclasses import dataclass
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class StandingChanged:
    """Something of a party changed that the gate asks about: ask again about what is on air."""

    actor: Actor
    party_id: UUID
    why: str


@dataclass(frozen=True, slots=True)
class VerificationConcluded:
    """A verification has its outcome: passed, failed, or an error, which is no pass."""

    actor: Actor
    party_id: UUID
    verification_id: UUID
    kind: str
    state: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ConsentRevoked:
    """A consent was taken back: what rested on it ends now, also on air."""

    actor: Actor
    party_id: UUID
    consent_id: UUID
    kind: str
