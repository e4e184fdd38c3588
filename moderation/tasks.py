"""Background entry points: inspect what waits, release, escalate, let risk decay."""

from typing import Any
from uuid import UUID

from celery import shared_task
from celery.signals import worker_init

from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from moderation import rules, selectors, services

# In one transaction: what is about to be said elsewhere waits no longer than that takes.
FOLLOWED, REFRESHED = 10, 50


def preload(**_: Any) -> None:
    """Load the rule packs once, before the worker forks."""
    services.preload()


worker_init.connect(preload, weak=False, dispatch_uid="moderation-preload")


@shared_task(name="moderation.session_inspect")  # type: ignore[untyped-decorator]
def session_inspect(*, tenant_id: str, session_id: str) -> None:
    """Inspect what waits of one session. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.session_inspect(actor=actor, session_id=UUID(session_id))


@shared_task(name="moderation.sessions_sweep")  # type: ignore[untyped-decorator]
def sessions_sweep() -> int:
    """Nudge every session that waits, whoever's it is: nudges may have been lost."""
    waiting = selectors.inspection_waiting()
    for one in waiting:
        nudges.nudge_once(
            "moderation.session_inspect",
            queue="hot" if one.is_key else "live",
            tenant_id=str(one.tenant_id),
            session_id=str(one.session_id),
        )
    return len(waiting)


@shared_task(name="moderation.measure_release")  # type: ignore[untyped-decorator]
def measure_release(*, tenant_id: str, measure_id: str) -> None:
    """Let out what is due in one tenant; a nudge named the measure, the rows decide."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.measures_release_due(actor=actor)


@shared_task(name="moderation.measures_escalate")  # type: ignore[untyped-decorator]
def measures_escalate() -> int:
    """Nudge every tenant that has a measure to release, escalate or alarm about."""
    due = selectors.tenants_due(clock.now())
    for tenant_id in due:
        nudges.nudge_once("moderation.measures_follow", queue="hot", tenant_id=str(tenant_id))
    return len(due)


@shared_task(name="moderation.measures_follow")  # type: ignore[untyped-decorator]
def measures_follow(*, tenant_id: str) -> None:
    """Release, escalate and alarm in one tenant, a few at a time. Safe to run twice."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        followed = [
            services.measures_release_due(actor=actor, most=FOLLOWED),
            services.measures_escalate_due(actor=actor, most=FOLLOWED),
            services.executions_alarm_due(actor=actor, most=FOLLOWED),
        ]
    if FOLLOWED in followed:
        nudges.nudge_once("moderation.measures_follow", queue="hot", tenant_id=tenant_id)


@shared_task(name="moderation.risks_sweep")  # type: ignore[untyped-decorator]
def risks_sweep() -> int:
    """Nudge every tenant that has quiet rooms whose shown risk should decay."""
    stale = selectors.tenants_stale(clock.now() - rules.STALE)
    for tenant_id in stale:
        nudges.nudge_once("moderation.risks_refresh", queue="bulk", tenant_id=str(tenant_id))
    return len(stale)


@shared_task(name="moderation.risks_refresh")  # type: ignore[untyped-decorator]
def risks_refresh(*, tenant_id: str) -> None:
    """Let the shown risk of one tenant's quiet rooms decay."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        refreshed = services.risks_refresh(actor=actor, most=REFRESHED)
    if refreshed == REFRESHED:
        nudges.nudge_once("moderation.risks_refresh", queue="bulk", tenant_id=tenant_id)
