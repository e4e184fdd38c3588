"""What filings announce, inside the transaction in which it happened."""

from dataclasses import dataclass
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class IdentityReleased:
    """A report on who is on the platform may leave the house; `kind` says to whom."""

    actor: Actor
    report_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class IdentitySubmitted:
    """An officer wrote down that such a report was handed in."""

    actor: Actor
    report_id: UUID
