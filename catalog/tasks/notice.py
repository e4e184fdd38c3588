"""Background entry points: those concerned are told of versions of the catalogue."""

from uuid import UUID

from celery import shared_task

from catalog import selectors, services
from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting


@shared_task(name="catalog.notices_sweep")  # type: ignore[untyped-decorator]
def notices_sweep() -> int:
    """Nudge every tenant with a version that those concerned are still to be told of."""
    found = selectors.tenants_untold(clock.now())
    for tenant_id in found:
        nudges.nudge_once("catalog.editions_tell", queue="bulk", tenant_id=str(tenant_id))
    return len(found)


@shared_task(name="catalog.editions_tell")  # type: ignore[untyped-decorator]
def editions_tell(*, tenant_id: str) -> None:
    """Tell in one tenant. Safe to run twice, and to be killed half-way."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.editions_tell(actor=actor)
