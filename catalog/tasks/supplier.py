"""Background entry points: papers that end, and what was kept long enough, in every tenant."""

from datetime import timedelta
from uuid import UUID

from celery import shared_task

from accounts.selectors import last_day
from catalog import selectors, services
from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting

AHEAD = timedelta(days=30)


@shared_task(name="catalog.suppliers_sweep")  # type: ignore[untyped-decorator]
def suppliers_sweep() -> int:
    """Nudge every tenant in which a supplier's paper ends soon, or something is kept too long."""
    found = selectors.tenants_with_papers_turning(clock.today(), clock.today() + AHEAD)
    for tenant_id in found:
        nudges.nudge_once("catalog.suppliers_follow", queue="bulk", tenant_id=str(tenant_id))
    return len(found)


@shared_task(name="catalog.suppliers_follow")  # type: ignore[untyped-decorator]
def suppliers_follow(*, tenant_id: str) -> None:
    """Do in one tenant what the ends of papers and terms ask for. Safe to run twice."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.papers_tell(actor=actor)
        services.relooks_tell(actor=actor)
        services.adverts_follow(actor=actor)
        day = last_day(actor)
        services.suppliers_expire(actor=actor, day=day)
        services.evidence_expire(actor=actor, day=day)
        services.deals_expire(actor=actor, day=day)
