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


@dataclass(frozen=True, slots=True)
class IncidentReportDrafted:
    """A report of an incident was drafted, or what it says changed before it left."""

    actor: Actor
    report_id: UUID


@dataclass(frozen=True, slots=True)
class IncidentToldOtherwise:
    """An officer wrote down that these reports were made by other means."""

    actor: Actor
    report_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class IncidentLinked:
    """An incident concerns a broadcast, a room or a finding; its evidence is to be held.

    An exercise holds nothing.
    """

    actor: Actor
    incident_id: UUID
    kind: str
    ref: UUID
    is_drill: bool
