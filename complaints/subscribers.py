"""What complaints listen to: a term that threatens to be late is put before those above."""

from complaints import selectors
from livecompliance.kernel.actors import system_actor
from livecompliance.kernel.events import subscribe
from livecompliance.kernel.tenancy import acting
from office import selectors as clocks
from office import services as office
from office.events import ClockWarned

REASON = "will_be_late"


def escalate(event: ClockWarned) -> None:
    """Escalate a complaint's clock when its end is near, not after it ended."""
    if event.subject[0] != selectors.SUBJECT:
        return
    product = system_actor(event.actor.tenant_id)
    with acting(product):
        to = clocks.clock_get(product, event.clock_id).policy["escalate_to"]
        if to:
            office.clock_escalate(actor=product, clock_id=event.clock_id, to=to, reason=REASON)


subscribe(ClockWarned, escalate)
