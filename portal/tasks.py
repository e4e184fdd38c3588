"""Background entry points: tell of looks whose seal is over."""

from uuid import UUID

from celery import shared_task

from livecompliance.kernel import nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from portal import services
from portal.services.unseal import tenants_to_tell


@shared_task(name="portal.looks_sweep")  # type: ignore[untyped-decorator]
def looks_sweep() -> int:
    """Nudge every tenant of which a look is sealed no longer and not in the record."""
    tenants = tenants_to_tell()
    for tenant_id in tenants:
        nudges.nudge_once("portal.tenant_looks", queue="bulk", tenant_id=str(tenant_id))
    return len(tenants)


@shared_task(name="portal.tenant_looks")  # type: ignore[untyped-decorator]
def tenant_looks(*, tenant_id: str) -> None:
    """Tell one tenant. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.looks_unseal(actor=actor)
