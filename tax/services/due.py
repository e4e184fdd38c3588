"""What must be filed or reported is put before those above its officers before it is late."""

from datetime import timedelta

from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office import selectors as office_asks
from office import services as office
from tax.selectors.taken import DUE

BEFORE = timedelta(days=1)  # the product's own: the officers were warned days before
TO, REASON = "system_admin", "will_be_late"


@transaction.atomic
def due_escalate(*, actor: Actor) -> int:
    """Escalate what is due within a day and not done; return how many. Twice is once.

    Law: N61-file, D810-quarterly-report, A15-correction, A15-basics
    """
    now = clock.now()
    found = office_asks.clock_open_list(actor).filter(
        subject_kind__in=DUE,
        escalated_at=None,
        due_at__gt=now,
        due_at__lte=now + BEFORE,
    )
    ids = list(found.values_list("pk", flat=True))
    for pk in ids:
        office.clock_escalate(actor=actor, clock_id=pk, to=TO, reason=REASON)
    return len(ids)
