"""What charter says when others ask: nobody's function opens without agreement and training."""

from collections.abc import Iterable

from charter.gate import reason_of
from charter.selectors import standing
from livecompliance.kernel import gate
from livecompliance.kernel.actors import Actor
from parties import services as parties
from parties.models import Party


def ready(actor: Actor, party: Party) -> Iterable[gate.Reason]:
    """Return what of a party is not agreed or not learned."""
    roles = [(party.pk, role) for role in party.roles]
    reasons: list[gate.Reason] = []
    for reason in map(reason_of, standing.lacks_of(actor, roles)):
        if reason not in reasons:
            reasons.append(reason)
    return reasons


parties.condition_register("charter.agreements", ready)
