"""Say which operators may use other services than before: by another tier, or another policy."""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from livecompliance.kernel import events
from livecompliance.kernel.actors import Actor
from tiers import selectors
from tiers.events import ServicesChanged
from tiers.rules.grading import Grading
from tiers.selectors.policy import Held


class Seen(NamedTuple):
    """An operator who was judged: his tier and the policy's version before, and his tier now."""

    operator_id: UUID
    before: str
    version: int
    after: str


def services_tell(actor: Actor, seen: Iterable[Seen], held: Held) -> None:
    """Announce, in the running transaction, whose services are others now.

    Law: M-tiering, O117-tiering
    """
    changed = [one for one in seen if (one.before, one.version) != (one.after, held.version)]
    bodies = _bodies(actor, {one.version for one in changed}, held)
    for one in changed:
        before = _services(bodies[one.version], one.before)
        after = _services(held.body, one.after)
        if set(before) != set(after):
            events.publish(ServicesChanged(actor, one.operator_id, before, after))


def _services(body: Grading, tier: str) -> tuple[str, ...]:
    return body.rights[tier].services


def _bodies(actor: Actor, versions: Collection[int], held: Held) -> dict[int, Grading]:
    """Return what versions of the policy say; whichever is not known any more says what holds."""
    known = selectors.policy_bodies(actor, [one for one in versions if one != held.version])
    return {one: known.get(one, held.body) for one in versions}
