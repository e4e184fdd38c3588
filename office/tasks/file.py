"""Background entry points: destroy files whose time is over, and what belongs to no file."""

from uuid import UUID

from celery import shared_task

from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import selectors, services

MOST = 50  # files of one tenant, then it is the others' turn


@shared_task(name="office.files_sweep")  # type: ignore[untyped-decorator]
def files_sweep() -> int:
    """Nudge every tenant that has a file to destroy."""
    due = selectors.files_due(clock.now())
    for tenant_id in due:
        nudges.nudge_once("office.files_expire", queue="docs", tenant_id=str(tenant_id))
    return len(due)


@shared_task(name="office.files_expire")  # type: ignore[untyped-decorator]
def files_expire(*, tenant_id: str) -> None:
    """Destroy what is due in one tenant. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        destroyed = services.files_expire(actor=actor, most=MOST)
    if destroyed == MOST:
        nudges.nudge_once("office.files_expire", queue="docs", tenant_id=tenant_id)


@shared_task(name="office.strays_sweep")  # type: ignore[untyped-decorator]
def strays_sweep() -> int:
    """Nudge every tenant that has anything in the storage."""
    found = services.tenants_with_parts()
    for tenant_id in found:
        nudges.nudge_once("office.strays_collect", queue="docs", tenant_id=str(tenant_id))
    return len(found)


@shared_task(name="office.strays_collect")  # type: ignore[untyped-decorator]
def strays_collect(*, tenant_id: str) -> int:
    """Remove what killed uploads of one tenant left behind. Safe to run twice."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        strays: int = services.strays_collect(actor=actor)
    return strays
