"""Background entry points: carry jobs on, find those that nobody has."""

from uuid import UUID

from celery import shared_task

from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import selectors, services
from office.models import Job
from office.services.progress import STALE


@shared_task(name="office.job_run")  # type: ignore[untyped-decorator]
def job_run(*, tenant_id: str, job_id: str) -> None:
    """Carry one job on for a while. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        state = services.job_run(actor=actor, job_id=UUID(job_id))
    if state == Job.State.WAITING:
        nudges.nudge_once("office.job_run", queue="docs", tenant_id=tenant_id, job_id=job_id)


@shared_task(name="office.job_help")  # type: ignore[untyped-decorator]
def job_help(*, tenant_id: str, job_id: str, number: int) -> None:
    """Help one job on for a while. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        is_more = services.job_help(actor=actor, job_id=UUID(job_id))
    if is_more:
        nudges.nudge_once(
            "office.job_help", queue="docs", tenant_id=tenant_id, job_id=job_id, number=number
        )


@shared_task(name="office.jobs_sweep")  # type: ignore[untyped-decorator]
def jobs_sweep() -> int:
    """Nudge every job that waits or whose worker has died: nudges may have been lost."""
    now = clock.now()
    due = selectors.jobs_due(now, now - STALE)
    for tenant_id, job_id in due:
        nudges.nudge_once(
            "office.job_run", queue="docs", tenant_id=str(tenant_id), job_id=str(job_id)
        )
    return len(due)
