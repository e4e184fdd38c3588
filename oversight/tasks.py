"""Background entry points: have the duties of every tenant looked at."""

from uuid import UUID

from celery import shared_task

from filings.selectors import active_tenants
from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from oversight import selectors, services
from oversight.services.inspection_hold import inspections_hold
from oversight.services.violator import violators_expire


@shared_task(name="oversight.outbox_sweep")  # type: ignore[untyped-decorator]
def outbox_sweep() -> int:
    """Nudge every tenant with a report that may leave: what a lost nudge forgot is found here."""
    tenants = selectors.tenants_due(clock.now())
    for tenant_id in tenants:
        nudges.nudge_once("oversight.tenant_outbox", queue="bulk", tenant_id=str(tenant_id))
    return len(tenants)


@shared_task(name="oversight.tenant_outbox")  # type: ignore[untyped-decorator]
def tenant_outbox(*, tenant_id: str) -> None:
    """Send what is due of one tenant. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.dispatches_send(actor=actor)


@shared_task(name="oversight.duties_sweep")  # type: ignore[untyped-decorator]
def duties_sweep() -> int:
    """Nudge every tenant: how its duties stand is kept when it changes, and once a day."""
    tenants = active_tenants()
    for tenant_id in tenants:
        nudges.nudge_once("oversight.tenant_duties", queue="bulk", tenant_id=str(tenant_id))
    return len(tenants)


@shared_task(name="oversight.tenant_duties")  # type: ignore[untyped-decorator]
def tenant_duties(*, tenant_id: str) -> None:
    """Look at the duties of one tenant; hold what its investigations name; end what is over.

    Safe to run twice, and at the same time.
    """
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.dispatches_gather(actor=actor)
        services.duties_look(actor=actor)
        inspections_hold(actor=actor)
        violators_expire(actor=actor)
