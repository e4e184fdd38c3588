"""Background entry point: goods that wait for an officer, in every tenant."""

from uuid import UUID

from celery import shared_task

from catalog import services
from filings.selectors import active_tenants
from livecompliance.kernel import nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting


@shared_task(name="catalog.goods_sweep")  # type: ignore[untyped-decorator]
def goods_sweep() -> int:
    """Nudge every tenant: whether goods have waited too long."""
    tenants = active_tenants()
    for tenant_id in tenants:
        nudges.nudge_once("catalog.goods_waiting", queue="bulk", tenant_id=str(tenant_id))
    return len(tenants)


@shared_task(name="catalog.goods_waiting")  # type: ignore[untyped-decorator]
def goods_waiting(*, tenant_id: str) -> None:
    """Write of goods that wait too long in one tenant. Safe to run twice."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.goods_waiting_tell(actor=actor)
