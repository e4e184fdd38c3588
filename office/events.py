"""What the office announces."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class JobEnded:
    """A job is done, failed or was cancelled; nobody has it any more."""

    tenant_id: UUID
    job_id: UUID
    owner_id: UUID | None
    kind: str
    state: str
