"""Ask about tiers: policies, figures, standings, who watches, and what follows."""

from tiers.selectors.figures import counted, counter_register, known, reportable
from tiers.selectors.policy import (
    Held,
    dimensions_of_law,
    policy_bodies,
    policy_get,
    policy_in_force,
    policy_list,
)
from tiers.selectors.preview import Preview, preview
from tiers.selectors.rooms import operator_ids, owners_of, rooms_by_operator
from tiers.selectors.standing import (
    Wanted,
    counts_by_tier,
    entitlements,
    given_now,
    keep_until,
    operator_get,
    present_of,
    standing_history,
    standing_list,
    standing_of,
    standings_now,
    tier_during,
)
from tiers.selectors.told import Report, report_of_operator, report_of_room
from tiers.selectors.watch import (
    assignment_get,
    assignment_list,
    care_of,
    gap_list,
    patrollers,
    presence_register,
    unwatched,
    watching_now,
)

__all__ = [
    "Held",
    "Preview",
    "Report",
    "Wanted",
    "assignment_get",
    "assignment_list",
    "care_of",
    "counted",
    "counter_register",
    "counts_by_tier",
    "dimensions_of_law",
    "entitlements",
    "gap_list",
    "given_now",
    "keep_until",
    "known",
    "operator_get",
    "operator_ids",
    "owners_of",
    "patrollers",
    "policy_bodies",
    "policy_get",
    "policy_in_force",
    "policy_list",
    "presence_register",
    "present_of",
    "preview",
    "report_of_operator",
    "report_of_room",
    "reportable",
    "rooms_by_operator",
    "standing_history",
    "standing_list",
    "standing_of",
    "standings_now",
    "tier_during",
    "unwatched",
    "watching_now",
]
