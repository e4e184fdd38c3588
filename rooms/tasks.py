"""What runs by the clock for rooms."""

from uuid import UUID

from celery import shared_task

from accounts.selectors import last_day
from livecompliance.kernel import clock, nudges
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.tenancy import acting
from office.rules.days import first_instant
from rooms import services
from rooms.selectors import midnight, retention


@shared_task(name="rooms.partitions_ensure")  # type: ignore[untyped-decorator]
def partitions_ensure() -> int:
    """Have the partitions of this month and the next two ready."""
    return services.partitions_ensure()


@shared_task(name="rooms.retention_sweep")  # type: ignore[untyped-decorator]
def retention_sweep() -> int:
    """Nudge every tenant with a broadcast whose term is over; drop the months that are empty."""
    services.partitions_drop()
    found = retention.tenants_with_expired(clock.today())
    for tenant_id in found:
        nudges.nudge_once("rooms.retention_carry_out", queue="bulk", tenant_id=str(tenant_id))
    return len(found)


@shared_task(name="rooms.admissions_sweep")  # type: ignore[untyped-decorator]
def admissions_sweep() -> int:
    """Nudge every tenant that is on air since before midnight."""
    found = midnight.tenants_on_air_since(first_instant(clock.today()))
    for tenant_id in found:
        nudges.nudge_once("rooms.admissions_turn", tenant_id=str(tenant_id))
    return len(found)


@shared_task(name="rooms.admissions_turn")  # type: ignore[untyped-decorator]
def admissions_turn(*, tenant_id: str) -> int:
    """Ask the gate again about what one tenant has on air since another day."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        return services.admissions_turn(actor=actor)


@shared_task(name="rooms.sales_remind")  # type: ignore[untyped-decorator]
def sales_remind() -> int:
    """Remind platforms of broadcasts that go soon and of whose last sale nobody has told."""
    number = 0
    for tenant_id in retention.tenants_with_expired(clock.today() + services.REMINDED_WITHIN):
        actor = system_actor(tenant_id)
        with acting(actor):
            number += services.sales_remind(actor=actor)
    return number


@shared_task(name="rooms.retention_carry_out")  # type: ignore[untyped-decorator]
def retention_carry_out(*, tenant_id: str) -> None:
    """Destroy what is over its term in one tenant; what is left in half a minute goes next time."""
    actor = system_actor(UUID(tenant_id))
    with acting(actor):
        done = services.retention_carry_out(actor=actor, day=last_day(actor))
    if not done.is_whole:
        nudges.nudge_once("rooms.retention_carry_out", queue="bulk", tenant_id=tenant_id)
