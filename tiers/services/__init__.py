"""What can happen to tiers: figures come in, operators are judged, policies and officers change."""

from office.services import Draft, NoDraft
from tiers.services.assignment import (
    Duty,
    assignment_add,
    assignment_end,
    patrols_sync,
    shifts_follow,
)
from tiers.services.export import standings_export
from tiers.services.figure import Receipt, Reported, figures_report
from tiers.services.hand import NotByHand, Order, tier_release, tier_set
from tiers.services.patrol import Cause, patrol_end, patrol_raise
from tiers.services.policy import (
    OwnPolicy,
    PolicyFaulty,
    grading_of,
    policy_discard,
    policy_draft,
    policy_publish,
)
from tiers.services.standing import (
    operators_doubt,
    room_doubt_later,
    room_inherit,
    session_retain,
    standings_compute,
    standings_follow,
)
from tiers.services.watch import watch_follow

__all__ = [
    "Cause",
    "Draft",
    "Duty",
    "NoDraft",
    "NotByHand",
    "Order",
    "OwnPolicy",
    "PolicyFaulty",
    "Receipt",
    "Reported",
    "assignment_add",
    "assignment_end",
    "figures_report",
    "grading_of",
    "operators_doubt",
    "patrol_end",
    "patrol_raise",
    "patrols_sync",
    "policy_discard",
    "policy_draft",
    "policy_publish",
    "room_doubt_later",
    "room_inherit",
    "session_retain",
    "shifts_follow",
    "standings_compute",
    "standings_export",
    "standings_follow",
    "tier_release",
    "tier_set",
    "watch_follow",
]
