"""Background entry points: duties, reports, witnesses, certificates, recordings."""

import logging
from uuid import UUID

from celery import shared_task

from accounts.selectors import last_day
from filings.selectors import active_tenants
from ledger.providers import SignerLost
from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from oversight import selectors, services
from oversight.services.inspection_hold import inspections_hold
from oversight.services.transparency import report_draft_due
from oversight.services.violator import violators_expire

log = logging.getLogger(__name__)


@shared_task(name="oversight.outbox_sweep")  # type: ignore[untyped-decorator]
def outbox_sweep() -> int:
    """Nudge every tenant with a report that may leave: what a lost nudge forgot is found here."""
    tenants = selectors.tenants_due(clock.now())
    for tenant_id in tenants:
        nudges.nudge_once("oversight.tenant_outbox", queue="bulk", tenant_id=str(tenant_id))
    return len(tenants)


@shared_task(name="oversight.tenant_outbox")  # type: ignore[untyped-decorator]
def tenant_outbox(*, tenant_id: str) -> None:
    """Send what is due of one tenant. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.dispatches_send(actor=actor)


@shared_task(name="oversight.duties_sweep")  # type: ignore[untyped-decorator]
def duties_sweep() -> int:
    """Nudge every tenant: how its duties stand is kept when it changes, and once a day."""
    tenants = active_tenants()
    for tenant_id in tenants:
        nudges.nudge_once("oversight.tenant_duties", queue="bulk", tenant_id=str(tenant_id))
    return len(tenants)


@shared_task(name="oversight.tenant_duties")  # type: ignore[untyped-decorator]
def tenant_duties(*, tenant_id: str) -> None:
    """Look at the duties of one tenant; hold what its investigations name; end what is over; draw
    up the report of a period that has ended.

    Safe to run twice, and at the same time.
    """
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.dispatches_gather(actor=actor)
        services.duties_look(actor=actor)
        inspections_hold(actor=actor)
        violators_expire(actor=actor)
        report_draft_due(actor=actor)


@shared_task(name="oversight.witnesses_sweep")  # type: ignore[untyped-decorator]
def witnesses_sweep() -> int:
    """Nudge every tenant with a witness that may be shown a checkpoint."""
    tenants = services.tenants_with_witnesses(clock.now())
    for tenant_id in tenants:
        nudges.nudge_once("oversight.tenant_witnesses", queue="bulk", tenant_id=str(tenant_id))
    return len(tenants)


@shared_task(name="oversight.tenant_witnesses")  # type: ignore[untyped-decorator]
def tenant_witnesses(*, tenant_id: str) -> None:
    """Ask the witnesses of one tenant. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.witnesses_ask(actor=actor)


@shared_task(name="oversight.timestamps_sweep")  # type: ignore[untyped-decorator]
def timestamps_sweep() -> int:
    """Nudge every tenant, where an authority for timestamps is named."""
    tenants = active_tenants() if services.is_stamped() else []
    for tenant_id in tenants:
        nudges.nudge_once("oversight.tenant_timestamps", queue="bulk", tenant_id=str(tenant_id))
    return len(tenants)


@shared_task(name="oversight.tenant_timestamps")  # type: ignore[untyped-decorator]
def tenant_timestamps(*, tenant_id: str) -> None:
    """Have the newest checkpoint of one tenant stamped. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.timestamps_ask(actor=actor)


@shared_task(name="oversight.retention_sweep")  # type: ignore[untyped-decorator]
def retention_sweep() -> int:
    """Nudge every tenant in which something was destroyed that no certificate names; tell of what
    goes next, once a month.
    """
    tenants = {*services.tenants_uncertified(), *active_tenants()}
    for tenant_id in sorted(tenants):
        nudges.nudge_once("oversight.tenant_retention", queue="bulk", tenant_id=str(tenant_id))
    return len(tenants)


@shared_task(name="oversight.tenant_retention")  # type: ignore[untyped-decorator]
def tenant_retention(*, tenant_id: str) -> None:
    """Destroy reports that are over their term, certify what went in one tenant, and tell what goes
    next. Safe to run twice.
    """
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.dispatches_expire(actor=actor, day=last_day(actor))
        services.retention_preview(actor=actor)
        try:
            services.certificate_make(actor=actor)
        except SignerLost as fault:
            log.error("what went in tenant %s waits for its certificate: %s", tenant_id, fault)


@shared_task(name="oversight.recordings_sweep")  # type: ignore[untyped-decorator]
def recordings_sweep() -> int:
    """Nudge every tenant with a recording to look at, or a broadcast that may lack one."""
    tenants = {*services.tenants_with_recordings(clock.now()), *active_tenants()}
    for tenant_id in sorted(tenants):
        nudges.nudge_once("oversight.tenant_recordings", queue="bulk", tenant_id=str(tenant_id))
    return len(tenants)


@shared_task(name="oversight.tenant_recordings")  # type: ignore[untyped-decorator]
def tenant_recordings(*, tenant_id: str) -> None:
    """Look at the recordings of one tenant. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.coverage_sweep(actor=actor)
        services.recordings_probe(actor=actor)
