"""Background entry points: leases end, patrol rounds are made and missed."""

from uuid import UUID

from celery import shared_task

from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from review import services
from review.selectors.queue import tenants_due


@shared_task(name="review.queue_sweep")  # type: ignore[untyped-decorator]
def queue_sweep() -> int:
    """Nudge every tenant whose queue or patrol has to be followed."""
    due = tenants_due(clock.now())
    for tenant_id in due:
        nudges.nudge_once("review.queue_follow", queue="live", tenant_id=str(tenant_id))
    return len(due)


@shared_task(name="review.queue_follow")  # type: ignore[untyped-decorator]
def queue_follow(*, tenant_id: str) -> None:
    """Follow the queue of one tenant. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.leases_follow(actor=actor)
        services.queue_reconcile(actor=actor)
        services.rounds_follow(actor=actor)
