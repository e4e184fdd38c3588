"""Background entry points: look at clocks whose time has come, in every tenant."""

from uuid import UUID

from celery import shared_task

from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office import selectors, services

MOST = 50  # clocks of one tenant, then it is the others' turn


@shared_task(name="office.clocks_sweep")  # type: ignore[untyped-decorator]
def clocks_sweep() -> int:
    """Nudge every tenant with a clock to warn of or to mark."""
    due = selectors.tenants_with_clocks_due(clock.now())
    for tenant_id in due:
        nudges.nudge_once("office.clocks_follow", queue="live", tenant_id=str(tenant_id))
    return len(due)


@shared_task(name="office.clocks_follow")  # type: ignore[untyped-decorator]
def clocks_follow(*, tenant_id: str) -> None:
    """Warn and mark in one tenant. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        followed = services.clocks_follow(actor=actor, most=MOST)
    if followed == MOST:
        nudges.nudge_once("office.clocks_follow", queue="live", tenant_id=tenant_id)


@shared_task(name="office.clocks_recompute")  # type: ignore[untyped-decorator]
def clocks_recompute() -> int:
    """Compute the open clocks of every tenant anew: a product update may have brought a notice."""
    moved = 0
    for tenant_id in selectors.tenants_with_open_clocks():
        actor = system_actor(tenant_id)
        with acting(actor):
            moved += services.clocks_recompute(actor=actor)
    return moved
