"""What is to be packed, and how far it is: enough to go on after the process was killed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be packed, for whom and why; `heads` is how far each broadcast had come."""

    package: UUID
    about: str
    ref: UUID
    recipient: str
    name: str
    reason: str
    entry: UUID
    made_at: datetime
    heads: dict[str, list[Any]]
    paper: str = ""
    clips: str = ""
    clips_why: str = ""
    clipped: list[dict[str, Any]] = field(default_factory=list)

    @property
    def number(self) -> str:
        """Return what the package is called: by its id alone, which never changes."""
        return number_of(self.package, self.made_at)


def number_of(package: UUID, made_at: datetime) -> str:
    """Return what a package is called."""
    return f"{timezone.localtime(made_at):%Y%m%d}-{package.hex[-6:]}"


@dataclass
class Place:
    """How far a package is written: enough to go on after the process was killed."""

    session: int = 0
    after: int = 0
    events: int = 0
    files: dict[str, list[str]] = field(default_factory=dict)
    clips: list[dict[str, Any]] = field(default_factory=list)
