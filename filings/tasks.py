"""Background entry points: the figures of the week that is over, and the reports that are due."""

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


@shared_task(name="filings.identity_reports_open")  # type: ignore[untyped-decorator]
def identity_reports_open() -> int:
    """Open the reports on identities that a period that ended asks for; return how many."""
    opened = 0
    for tenant_id in selectors.active_tenants():
        actor = system_actor(tenant_id)
        with acting(actor):
            opened += len(services.identity_reports_open(actor=actor))
    return opened
