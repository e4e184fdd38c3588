"""Background entry points: let messages leave, tell what waits to be told, seal the record."""

import logging
from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.db import transaction

from ledger import selectors, services
from ledger.providers import SignerLost
from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting

log = logging.getLogger(__name__)
MOST = 20  # messages of one tenant, then it is the others' turn
SEALED = 4_000  # entries of one tenant, a tenth of a second
GRACE = timedelta(seconds=2)  # for whoever committed an event to tell it


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


@shared_task(name="ledger.sequels_sweep")  # type: ignore[untyped-decorator]
def sequels_sweep() -> int:
    """Nudge every tenant with events that wait: whoever should have told them may have died."""
    due = services.tenants_with_sequels(clock.now() - GRACE)
    for tenant_id in due:
        nudges.nudge_once("ledger.tenant_sequels", queue="live", tenant_id=str(tenant_id))
    return len(due)


@shared_task(name="ledger.tenant_sequels")  # type: ignore[untyped-decorator]
def tenant_sequels(*, tenant_id: str) -> None:
    """Tell what waits in one tenant. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        told = services.sequels_tell(actor=actor, most=MOST)
    if told == MOST:
        nudges.nudge_once("ledger.tenant_sequels", queue="live", tenant_id=tenant_id)


@shared_task(name="ledger.seal_sweep")  # type: ignore[untyped-decorator]
def seal_sweep() -> int:
    """Nudge every tenant with entries that wait for the sealer."""
    waiting = services.tenants_unsealed()
    for tenant_id in waiting:
        nudges.nudge_once("ledger.tenant_seal", queue="live", tenant_id=str(tenant_id))
    return len(waiting)


@shared_task(name="ledger.tenant_seal")  # type: ignore[untyped-decorator]
def tenant_seal(*, tenant_id: str) -> None:
    """Seal what waits in one tenant. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    try:
        with acting(actor):
            signed = services.entries_seal(actor=actor, most=SEALED)
            with transaction.atomic():
                is_behind = signed is not None and selectors.is_waiting(actor)
    except SignerLost as fault:
        log.error("the record of tenant %s waits for its seal: %s", tenant_id, fault)
        return
    if is_behind:
        nudges.nudge_once("ledger.tenant_seal", queue="live", tenant_id=tenant_id)
