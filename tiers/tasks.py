"""Background entry points: judge whoever is due, look whether key rooms are watched."""

from uuid import UUID

from celery import shared_task

from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tiers import services
from tiers.selectors import watch

MOST = 250  # operators of one tenant, then it is the others' turn


@shared_task(name="tiers.standings_sweep")  # type: ignore[untyped-decorator]
def standings_sweep() -> int:
    """Nudge every tenant with an operator to be judged: a new day, a new policy, new figures."""
    due = watch.tenants_due()
    for tenant_id in due:
        nudges.nudge_once("tiers.standings_follow", queue="bulk", tenant_id=str(tenant_id))
    return len(due)


@shared_task(name="tiers.standings_follow")  # type: ignore[untyped-decorator]
def standings_follow(*, tenant_id: str) -> None:
    """Judge the operators of one tenant, some at a time. Safe to run twice, and at once."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        judged = services.standings_follow(actor=actor, most=MOST)
    if judged == MOST:
        nudges.nudge_once("tiers.standings_follow", queue="bulk", tenant_id=tenant_id)


@shared_task(name="tiers.room_doubt")  # type: ignore[untyped-decorator]
def room_doubt(*, tenant_id: str, room_id: str) -> None:
    """Mark a room's operator as to be judged; the sweep judges, once for however many findings."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.operators_doubt(actor=actor, room_ids=[UUID(room_id)], is_urgent=False)


@shared_task(name="tiers.watch_sweep")  # type: ignore[untyped-decorator]
def watch_sweep() -> int:
    """Nudge every tenant with a key room on air, an alarm, or a shift that begins or ends."""
    found = watch.tenants_to_watch(clock.now())
    for tenant_id in found:
        nudges.nudge_once("tiers.watch_follow", queue="live", tenant_id=str(tenant_id))
    return len(found)


@shared_task(name="tiers.watch_follow")  # type: ignore[untyped-decorator]
def watch_follow(*, tenant_id: str) -> None:
    """Look at the key rooms of one tenant. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.watch_follow(actor=actor)
