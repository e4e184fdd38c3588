"""What sanctions tell the app below: which parties a decision stands against, since when."""

from collections.abc import Collection
from uuid import UUID

from conduct import services as conduct
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from sanctions import selectors
from sanctions.rules import ladder as rules


def outcasts(actor: Actor, party_ids: Collection[UUID]) -> dict[UUID, conduct.Proof]:
    """Return the parties that a decision keeps off air, with its number as the proof.

    Law: M-18-5
    """
    return {
        row.party_id: conduct.Proof(
            "decision", clock.to_date(row.starts_at or clock.now()), row.number
        )
        for row in selectors.standing(actor, party_ids, clock.now())
        if row.rung in rules.STOPS and row.party_id is not None
    }


conduct.outcasts_register(outcasts)
