"""Which version of a policy holds, and which were written; the app above says who may ask."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from accounts.managers import TenantQuerySet
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office.models import PolicyVersion

Row = TypeVar("Row", bound=PolicyVersion)
Body = TypeVar("Body")


@dataclass(frozen=True, slots=True)
class Held(Generic[Row, Body]):
    """A policy that holds: its row, none for the shipped one, and what it says."""

    row: Row | None
    body: Body

    @property
    def version(self) -> int:
        return (self.row.version or 0) if self.row else 0


def version_in_force(actor: Actor, kind: type[Row], on: date | None = None) -> Row | None:
    """Return the version that holds on a day (today), the newest; None before the first."""
    published = kind.objects.of(actor).filter(state=PolicyVersion.State.PUBLISHED)
    started = published.filter(effective_from__lte=on or clock.today())
    return started.order_by("-effective_from", "-version").first()


def version_list(actor: Actor, kind: type[Row]) -> TenantQuerySet[Row]:
    """Return the versions that were published and the drafts, the newest first."""
    found = kind.objects.of(actor).exclude(state=PolicyVersion.State.DISCARDED)
    return found.select_related("author", "publisher").order_by("-id")


def version_find(
    actor: Actor, kind: type[Row], version_id: UUID, *, lock: bool = False
) -> Row | None:
    """Return one version, if the tenant has it."""
    found = kind.objects.of(actor)
    rows = found.select_for_update(of=("self",)) if lock else found
    return rows.filter(pk=version_id).first()
