"""What the office announces."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from livecompliance.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class JobEnded:
    """A job is done, failed or was cancelled; nobody has it any more."""

    tenant_id: UUID
    job_id: UUID
    owner_id: UUID | None
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class LetterAcknowledged:
    """A person took note of a legal notice; `about` is what it tells of, by kind and id."""

    actor: Actor
    about: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ClockMarked:
    """What is told of a clock whose term ends; `line` is the number of the line in its log."""

    actor: Actor
    clock_id: UUID
    line: int
    subject: tuple[str, str]
    kind: str
    clause: str
    owner_id: UUID | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ClockWarned(ClockMarked):
    """A term ends soon: its owner should act."""


@dataclass(frozen=True, slots=True)
class ClockBreached(ClockMarked):
    """A term has ended and the duty was not done; `escalate_to` is the role to be told, or ""."""

    escalate_to: str = ""


@dataclass(frozen=True, slots=True)
class ClockForgiven(ClockMarked):
    """A breach was none: a notice turned one of its days into a holiday."""


@dataclass(frozen=True, slots=True)
class ClockElapsed(ClockMarked):
    """A wait is over: what was waited for did not come in time."""


@dataclass(frozen=True, slots=True)
class ClockEscalated:
    """Somebody, or the breach itself, put a clock before those above its owner."""

    actor: Actor
    clock_id: UUID
    line: int
    subject: tuple[str, str]
    kind: str
    to: str
    reason: str
