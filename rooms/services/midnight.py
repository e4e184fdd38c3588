"""Agreements, trainings and papers end with a day: whoever is on air then is asked about again."""

from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from office.rules.days import first_instant
from rooms import policies
from rooms.selectors import midnight
from rooms.services.cast import admission_renew

AT_ONCE = 50  # of one tenant; the next ring takes the rest


def admissions_turn(*, actor: Actor) -> int:
    """Ask the gate again about every broadcast that is on air since another day, once a day.

    What holds to the end of a day is over at midnight though nobody did anything, and so nothing
    announced it. Each broadcast in a transaction of its own; safe to run twice.

    Returns:
        Of how many the gate said something.

    Raises:
        Forbidden: neither who runs sessions nor the product itself.

    Law: M-live-verification
    """
    policies.require_manage(actor)
    since = first_instant(clock.today())
    with transaction.atomic():
        found = midnight.sessions_unasked(actor, since, AT_ONCE)
    asked = [admission_renew(actor=actor, session_id=one) for one in found]
    return sum(one is not None for one in asked)
