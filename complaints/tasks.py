"""Background entry points: answers go out, clusters fall away, what is over its term goes."""

from uuid import UUID

from celery import shared_task

from accounts.selectors import last_day
from complaints import services
from complaints.selectors.cluster import tenants_with_clusters_over
from complaints.selectors.held import tenants_with_answers_due
from filings.selectors import active_tenants
from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting


@shared_task(name="complaints.answers_sweep")  # type: ignore[untyped-decorator]
def answers_sweep() -> int:
    """Nudge every tenant in which an answer has waited long enough, whatever became of its task."""
    found = tenants_with_answers_due(clock.now())
    for tenant_id in found:
        nudges.nudge_once("complaints.answers_send", queue="hot", tenant_id=str(tenant_id))
    return len(found)


@shared_task(name="complaints.answers_send")  # type: ignore[untyped-decorator]
def answers_send(*, tenant_id: str) -> None:
    """Send the answers of one tenant that can be taken back no more. Safe to run twice."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.answers_send_due(actor=actor)


@shared_task(name="complaints.clusters_sweep")  # type: ignore[untyped-decorator]
def clusters_sweep() -> int:
    """Nudge every tenant in which a cluster is over, or a network was kept long enough."""
    found = tenants_with_clusters_over(clock.now())
    for tenant_id in found:
        nudges.nudge_once("complaints.clusters_lapse", queue="bulk", tenant_id=str(tenant_id))
    return len(found)


@shared_task(name="complaints.clusters_lapse")  # type: ignore[untyped-decorator]
def clusters_lapse(*, tenant_id: str) -> None:
    """End the clusters of one tenant whose time is over. Safe to run twice."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.clusters_lapse(actor=actor)


@shared_task(name="complaints.records_sweep")  # type: ignore[untyped-decorator]
def records_sweep() -> int:
    """Nudge every tenant: what was written of complaints may be over its term."""
    tenants = active_tenants()
    for tenant_id in tenants:
        nudges.nudge_once("complaints.records_expire", queue="bulk", tenant_id=str(tenant_id))
    return len(tenants)


@shared_task(name="complaints.records_expire")  # type: ignore[untyped-decorator]
def records_expire(*, tenant_id: str) -> None:
    """Destroy what is over its term in one tenant. Safe to run twice, or to be killed."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.complaints_expire(actor=actor, day=last_day(actor))
