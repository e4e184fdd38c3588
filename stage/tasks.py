"""Background entry points: virtual hosts leave the air when what they rest on ends."""

from uuid import UUID

from celery import shared_task

from livecompliance.kernel import nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from stage import selectors, services


@shared_task(name="stage.hosts_sweep")  # type: ignore[untyped-decorator]
def hosts_sweep() -> int:
    """Nudge every tenant with a host whose consent or assessment has ended."""
    found = selectors.tenants_with_ended_hosts()
    for tenant_id in found:
        nudges.nudge_once("stage.hosts_expire", tenant_id=str(tenant_id))
    return len(found)


@shared_task(name="stage.hosts_expire")  # type: ignore[untyped-decorator]
def hosts_expire(*, tenant_id: str) -> None:
    """Take the hosts of one tenant off. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.hosts_expire(actor=actor)
