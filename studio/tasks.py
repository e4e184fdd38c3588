"""Background entry points: count how often terms were found."""

from uuid import UUID

from celery import shared_task

from livecompliance.kernel import nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from studio import services


@shared_task(name="studio.hits_sweep")  # type: ignore[untyped-decorator]
def hits_sweep() -> int:
    """Nudge every tenant that has a pack of terms in force."""
    found = services.tenants_with_packs()
    for tenant_id in found:
        nudges.nudge_once("studio.hits_count", queue="bulk", tenant_id=str(tenant_id))
    return len(found)


@shared_task(name="studio.hits_count")  # type: ignore[untyped-decorator]
def hits_count(*, tenant_id: str) -> None:
    """Count in one tenant. Safe to run twice, and at once."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.hits_count(actor=actor)
