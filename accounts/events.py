"""What accounts announce, inside the transaction in which it happened."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class MemberInvited:
    """Somebody was invited. `link` opens the place once: for the mail and nothing else."""

    actor: Actor
    invitation_id: UUID
    login: str
    expires_at: datetime
    address: str = field(repr=False)
    link: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """Somebody took up an invitation."""

    actor: Actor
    invitation_id: UUID
    login: str
    invited_by_id: UUID | None
