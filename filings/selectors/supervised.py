"""What an authority sees of incidents: of which kind and grade, and when who was told."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Min, Q

from filings import policies
from filings.models import Incident, IncidentReport, IncidentStep
from filings.rules.incidents import CLOCKS, FINAL, SUBJECT, TOLD
from livecompliance.kernel.actors import Actor
from office import selectors as office

SEEN = (
    *("pk", "kind", "level", "state", "is_certain", "persons"),
    *("discovered_at", "closed_at"),
)


class Supervised(NamedTuple):
    """One incident as an authority reads it: nobody is named, and nothing is told in words.

    Args:
        told_at: when the first report left; None while none did.
        term: of the first report; None where no authority has to be told.
    """

    pk: UUID
    kind: str
    level: str
    state: str
    is_certain: bool
    persons: int | None
    discovered_at: datetime
    closed_at: datetime | None
    told_at: datetime | None
    contained_at: datetime | None
    handled_at: datetime | None
    final_at: datetime | None
    term: office.Ran | None


def incidents_supervised(actor: Actor, most: int) -> list[Supervised]:
    """Return the incidents of a platform, the newest first; exercises are its own.

    Raises:
        Forbidden: the actor is no regulator.

    Law: NIR-report-4h
    """
    policies.require_supervise(actor)
    found = Incident.objects.of(actor).filter(is_drill=False).order_by("-discovered_at", "-id")
    rows = list(found.values_list(*SEEN)[:most])
    ids = [row[0] for row in rows]
    left = _firsts_left(actor, ids)
    steps = _steps(actor, ids)
    clocks = office.clocks_last(actor, SUBJECT, ids, CLOCKS)
    return [
        Supervised(
            **dict(zip(SEEN, row, strict=True)),
            told_at=left.get(row[0]) or steps.get((row[0], TOLD)),
            contained_at=steps.get((row[0], "contained")),
            handled_at=steps.get((row[0], "handled")),
            final_at=steps.get((row[0], FINAL)),
            term=next(iter(clocks[str(row[0])].values()), None),
        )
        for row in rows
    ]


def _firsts_left(actor: Actor, ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Return by incident when its first report left."""
    sent = Q(stage=IncidentReport.Stage.FIRST, sent_at__isnull=False)
    found = IncidentReport.objects.of(actor).filter(sent, incident__in=ids).order_by()
    return dict(found.values_list("incident").annotate(Min("sent_at")))


def _steps(actor: Actor, ids: Sequence[UUID]) -> dict[tuple[UUID, str], datetime]:
    """Return by incident and kind of step when it was first taken."""
    found = IncidentStep.objects.of(actor).filter(incident__in=ids).order_by()
    rows = found.values_list("incident", "kind").annotate(Min("at"))
    return {(incident, kind): at for incident, kind, at in rows}
