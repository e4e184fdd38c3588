"""A broadcast that begins under a decision that limits its traffic has the limit from the start."""

from uuid import UUID

from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from rooms import selectors as rooms
from sanctions import policies, selectors
from sanctions.rules import ladder as rules
from sanctions.services.force import measure_on_air


@transaction.atomic
def session_limit(*, actor: Actor, session_id: UUID) -> int:
    """Limit the traffic of a broadcast where its operator stands under a limit; return how many.

    Raises:
        Forbidden: the actor decides nothing. NotFound: no such session.

    Law: O117-measures
    """
    policies.require_decide(actor)
    session = rooms.session_get(actor, session_id)
    operator = session.room.operator_id
    if operator is None:
        return 0
    standing = selectors.standing(actor, [operator], clock.now())
    limiting = [one for one in standing if one.rung == rules.TRAFFIC]
    for row in limiting:
        measure_on_air(actor, row, session_id)
    return len(limiting)
