"""Background entry points: let letters leave by mail. Arguments name a tenant, never an address."""

from uuid import UUID

from celery import shared_task

from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import selectors, services

MOST = 20  # mails of one tenant, then it is the others' turn


@shared_task(name="office.mails_sweep")  # type: ignore[untyped-decorator]
def mails_sweep() -> int:
    """Nudge every tenant with a mail to make or to send: nudges may have been lost."""
    due = selectors.mail_tenants_due(clock.now())
    for tenant_id in due:
        nudges.nudge_once("office.mails_send", queue="bulk", tenant_id=str(tenant_id))
    return len(due)


@shared_task(name="office.mails_send")  # type: ignore[untyped-decorator]
def mails_send(*, tenant_id: str) -> None:
    """Make and send what is due of one tenant. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.mails_gather(actor=actor)
        tried = services.mails_send(actor=actor, most=MOST)
    if tried == MOST:
        nudges.nudge_once("office.mails_send", queue="bulk", tenant_id=tenant_id)
