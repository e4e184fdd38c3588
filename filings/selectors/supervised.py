"""What regulators see of the platforms that they supervise: what is held, assessed and in use."""

from dataclasses import dataclass

from filings import policies
from filings.models import Assessment, Filing, IdentityReport, Technology
from livecompliance.kernel.actors import Actor

MOST = 500


@dataclass(frozen=True, slots=True)
class Supervised:
    """The register, without who answers for it, its evidence, its terms and its drafts."""

    filings: list[Filing]
    assessments: list[Assessment]
    technologies: list[Technology]
    reports: list[IdentityReport]


def supervised(actor: Actor) -> Supervised:
    """Return what a regulator may see of the filings of the platforms granted to him.

    Raises:
        Forbidden: the actor is no regulator.
    """
    policies.require_supervise(actor)
    held = Filing.objects.of(actor).select_related("tenant").order_by("tenant_id", "kind", "id")
    done = Assessment.objects.of(actor).filter(submitted_on__isnull=False)
    used = Technology.objects.of(actor).exclude(live_on__isnull=True)
    told = IdentityReport.objects.of(actor).filter(submitted_on__isnull=False)
    return Supervised(
        list(held.exclude(state=Filing.State.PREPARING)[:MOST]),
        list(done.select_related("tenant").order_by("tenant_id", "-submitted_on")[:MOST]),
        list(used.select_related("tenant").order_by("tenant_id", "-live_on")[:MOST]),
        list(told.select_related("tenant").order_by("tenant_id", "-submitted_on")[:MOST]),
    )
