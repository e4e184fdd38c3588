"""Let the list of operators and their tiers be taken away."""

from typing import Any

from django.db import transaction

from ledger import services as record
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from tiers import policies, selectors
from tiers.selectors import told, words


@transaction.atomic
def standings_export(*, actor: Actor, wanted: selectors.Wanted) -> list[tuple[Any, ...]]:
    """Return the list as it was narrowed down, one row an operator, and record it.

    Raises:
        Forbidden: the actor does not watch over the platform.
    """
    policies.require_see(actor)
    grading = selectors.policy_in_force(actor).body
    rows = [
        (
            one.operator.external_id,
            one.operator.public_name,
            words.tier_name(one.tier),
            f"{clock.to_date(one.since)}",
            one.origin,
            one.score,
            one.policy_version,
            told.standing_why(one, grading),
        )
        for one in selectors.standing_list(actor, wanted)
    ]
    record.entry_append(
        actor=actor,
        action="tiers.list_exported",
        subject=("tenant", actor.tenant_id),
        data={"rows": len(rows), "tier": wanted.tier, "origin": wanted.origin},
    )
    return rows
