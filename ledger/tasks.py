"""Background entry points: let messages leave."""

from uuid import UUID

from celery import shared_task

from ledger import services
from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting

MOST = 20  # messages of one tenant, then it is the others' turn


@shared_task(name="ledger.outbox_relay")  # type: ignore[untyped-decorator]
def outbox_relay() -> int:
    """Nudge every tenant with a message that may leave: nudges may have been lost."""
    due = services.tenants_due(clock.now())
    for tenant_id in due:
        nudges.nudge_once("ledger.tenant_relay", queue="bulk", tenant_id=str(tenant_id))
    return len(due)


@shared_task(name="ledger.tenant_relay")  # type: ignore[untyped-decorator]
def tenant_relay(*, tenant_id: str) -> None:
    """Send what is due of one tenant. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        tried = services.messages_relay(actor=actor, most=MOST)
    if tried == MOST:
        nudges.nudge_once("ledger.tenant_relay", queue="bulk", tenant_id=tenant_id)
