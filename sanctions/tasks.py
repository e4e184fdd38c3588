"""Background entry points: end decisions whose term is over."""

from uuid import UUID

from celery import shared_task

from livecompliance.kernel import nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from sanctions import selectors, services


@shared_task(name="sanctions.sanctions_sweep")  # type: ignore[untyped-decorator]
def sanctions_sweep() -> int:
    """Nudge every tenant with a decision whose term is over."""
    due = selectors.tenants_due()
    for tenant_id in due:
        nudges.nudge_once("sanctions.sanctions_follow", queue="bulk", tenant_id=str(tenant_id))
    for tenant_id in selectors.sharing_members():
        nudges.nudge_once("sanctions.matches_follow", queue="bulk", tenant_id=str(tenant_id))
    return len(due)


@shared_task(name="sanctions.matches_follow")  # type: ignore[untyped-decorator]
def matches_follow(*, tenant_id: str) -> None:
    """Match one tenant's people with the lists shared with it. Safe to run twice, and at once."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.documents_prepare(actor=actor)
        services.matches_follow(actor=actor)


@shared_task(name="sanctions.sanctions_follow")  # type: ignore[untyped-decorator]
def sanctions_follow(*, tenant_id: str) -> None:
    """End what is over in one tenant. Safe to run twice, and at once."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.sanctions_expire(actor=actor)
