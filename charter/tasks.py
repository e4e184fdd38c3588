"""Background entry points: tell in time what ends soon or was never begun, in every tenant."""

from datetime import timedelta
from uuid import UUID

from celery import shared_task

from charter import selectors, services
from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting

AHEAD = timedelta(days=366)  # a text is published no longer ahead


@shared_task(name="charter.reminders_sweep")  # type: ignore[untyped-decorator]
def reminders_sweep() -> int:
    """Nudge every tenant in which something ends, a text begins to hold, or a course is given."""
    today = clock.today()
    due = {*selectors.tenants_with_ends(today, today + AHEAD), *selectors.tenants_teaching()}
    for tenant_id in due:
        nudges.nudge_once("charter.reminders_send", queue="bulk", tenant_id=str(tenant_id))
    return len(due)


@shared_task(name="charter.reminders_send")  # type: ignore[untyped-decorator]
def reminders_send(*, tenant_id: str) -> None:
    """Write what is due in one tenant. Safe to run twice, and at the same time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.reminders_send(actor=actor)
        services.first_trainings_remind(actor=actor)
        services.agency_remind(actor=actor)
