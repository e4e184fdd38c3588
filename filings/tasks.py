"""Background entry points: keep the figures of the week that is over, in every tenant."""

from celery import shared_task

from filings import selectors, services
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting


@shared_task(name="filings.staffing_take")  # type: ignore[untyped-decorator]
def staffing_take() -> int:
    """Keep last week's figures of every tenant, once; return in how many tenants they are kept."""
    tenants = selectors.active_tenants()
    for tenant_id in tenants:
        actor = system_actor(tenant_id)
        with acting(actor):
            services.staffing_take(actor=actor)
    return len(tenants)
