"""Background entry points: months that are over, in every tenant that paid somebody in them."""

from uuid import UUID

from celery import shared_task

from accounts.selectors import last_day
from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from tax import selectors, services
from tax.rules import calendar


@shared_task(name="tax.months_sweep")  # type: ignore[untyped-decorator]
def months_sweep() -> int:
    """Nudge every tenant that paid somebody in the month that is over."""
    over = calendar.later(calendar.month_of(clock.today()), -1)
    found = selectors.tenants_paying(over)
    for tenant_id in found:
        nudges.nudge_once("tax.month_follow", queue="bulk", tenant_id=str(tenant_id))
    return len(found) + _quarters()


def _quarters() -> int:
    """Nudge every tenant that paid somebody in the quarter that is over."""
    over = calendar.later(calendar.quarter_of(clock.today()), -calendar.QUARTER_MONTHS)
    months = calendar.months_of(over)
    found = {one for month in months for one in selectors.tenants_paying(month)}
    for tenant_id in found:
        nudges.nudge_once("tax.quarter_follow", queue="bulk", tenant_id=str(tenant_id))
    return len(found)


@shared_task(name="tax.quarter_follow")  # type: ignore[untyped-decorator]
def quarter_follow(*, tenant_id: str) -> None:
    """Let the time to report the quarter that is over run. Safe to run twice."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.quarter_due(actor=actor)
        services.due_escalate(actor=actor)


@shared_task(name="tax.month_follow")  # type: ignore[untyped-decorator]
def month_follow(*, tenant_id: str) -> None:
    """Let the time to file run, escalate before its end, tell and forget whom one must."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        services.month_due(actor=actor)
        services.due_escalate(actor=actor)
        services.reminders_write(actor=actor)
        services.payees_forget(actor=actor, day=last_day(actor))
