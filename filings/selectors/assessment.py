"""Ask about safety assessments and what made them due."""

from uuid import UUID

from accounts.managers import TenantQuerySet
from filings.models import Assessment, Signal
from filings.selectors.find import row, rows
from livecompliance.kernel.actors import Actor

OPEN = (Assessment.State.OPEN, Assessment.State.RETURNED)


def assessment_list(actor: Actor) -> TenantQuerySet[Assessment]:
    """Return the safety assessments, the newest first."""
    found = rows(actor, Assessment).select_related("owner", "signed_by")
    return found.order_by("-opened_at", "-id")


def assessment_get(actor: Actor, assessment_id: UUID, *, lock: bool = False) -> Assessment:
    """Return one safety assessment.

    Raises:
        NotFound: no such assessment in the tenant.
    """
    return row(actor, Assessment, assessment_id, lock=lock)


def assessment_open(actor: Actor, trigger: str) -> Assessment | None:
    """Return the assessment that is being made for a reason, if there is one."""
    return rows(actor, Assessment).filter(trigger=trigger, state__in=OPEN).first()


def signal_list(actor: Actor) -> TenantQuerySet[Signal]:
    """Return what was reported, the newest first."""
    return rows(actor, Signal).select_related("assessment").order_by("-reported_at", "-id")


def signal_baseline(actor: Actor, kind: str) -> Signal | None:
    """Return the report that later ones are compared to: the last that made an assessment due.

    Where none did, the first that there was.
    """
    found = rows(actor, Signal).filter(kind=kind).order_by("reported_at", "id")
    return found.filter(assessment__isnull=False).last() or found.first()
