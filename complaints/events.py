"""What complaints announce."""

from dataclasses import dataclass
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class ComplaintFiled:
    """A complaint arrived. It says nothing of who complained."""

    actor: Actor
    complaint_id: UUID
    kind: str
    room_id: UUID | None
    respondent_id: UUID | None


@dataclass(frozen=True, slots=True)
class ComplaintAnswered:
    """A complaint was answered: `outcome` says whether it was right."""

    actor: Actor
    complaint_id: UUID
    kind: str
    outcome: str
    room_id: UUID | None
    respondent_id: UUID | None


@dataclass(frozen=True, slots=True)
class ComplaintReopened:
    """An answer did not settle it: what followed from the answer is looked at again."""

    actor: Actor
    complaint_id: UUID
    kind: str
    respondent_id: UUID | None


@dataclass(frozen=True, slots=True)
class NoticeMoved:
    """A right holder's notice was filed, passed on, declared against, sued upon, or ended."""

    actor: Actor
    notice_id: UUID
    complaint_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class ComplaintWithdrawn:
    """The complainant took it back."""

    actor: Actor
    complaint_id: UUID
    kind: str
    respondent_id: UUID | None


@dataclass(frozen=True, slots=True)
class ReportDrafted:
    """What an authority is to be told of a complaint was drafted, or reworded."""

    actor: Actor
    complaint_id: UUID
    report_id: UUID


@dataclass(frozen=True, slots=True)
class ReportsMade:
    """An officer said that the authorities were told of a complaint, by other means."""

    actor: Actor
    complaint_id: UUID
    report_ids: tuple[UUID, ...]
