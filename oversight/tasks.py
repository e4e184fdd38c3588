"""Background entry points: have the duties of every tenant looked at."""

from uuid import UUID

from celery import shared_task

from filings.selectors import active_tenants
from livecompliance.kernel import nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from oversight import services


@shared_task(name="oversight.duties_sweep")  # type: ignore[untyped-decorator]
def duties_sweep() -> int:
    """Nudge every tenant: how its duties stand is kept when it changes, and once a day."""
    tenants = active_tenants()
    for tenant_id in tenants:
        nudges.nudge_once("oversight.tenant_duties", queue="bulk", tenant_id=str(tenant_id))
    return len(tenants)


@shared_task(name="oversight.tenant_duties")  # type: ignore[untyped-decorator]
def tenant_duties(*, tenant_id: str) -> None:
    """Look at the duties of one tenant. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.duties_look(actor=actor)
