"""What pages and programs ask."""

from sanctions.selectors.appeal import (
    appeal_get,
    appeal_list,
    appeal_of,
    appeals_open,
    messages_of,
)
from sanctions.selectors.policy import Held, ladder_get, ladder_in_force, ladder_list
from sanctions.selectors.preview import Preview, preview
from sanctions.selectors.sanction import (
    Wanted,
    counted_after,
    counter_with,
    counts_by_state,
    due,
    effects_of,
    report_list,
    reports_of,
    reports_queued,
    reviews_of,
    sanction_get,
    sanction_list,
    sanctions_own,
    standing,
    strikes,
    tenants_due,
    took_part,
    weighing_by_party,
)
from sanctions.selectors.sharing import (
    match_get,
    match_list,
    matched,
    matches_standing,
    sharing_members,
    sharing_of,
)
from sanctions.selectors.stands import stands_of
from sanctions.selectors.step import Next, step_next
from sanctions.selectors.weighing import weighings_count, weighings_of, weighings_open
from tiers.selectors.words import FUNCTIONS

__all__ = [
    "FUNCTIONS",
    "Held",
    "Next",
    "Preview",
    "Wanted",
    "appeal_get",
    "appeal_list",
    "appeal_of",
    "appeals_open",
    "counted_after",
    "counter_with",
    "counts_by_state",
    "due",
    "effects_of",
    "ladder_get",
    "ladder_in_force",
    "ladder_list",
    "match_get",
    "match_list",
    "matched",
    "matches_standing",
    "messages_of",
    "preview",
    "report_list",
    "reports_of",
    "reports_queued",
    "reviews_of",
    "sanction_get",
    "sanction_list",
    "sanctions_own",
    "sharing_members",
    "sharing_of",
    "standing",
    "stands_of",
    "step_next",
    "strikes",
    "tenants_due",
    "took_part",
    "weighing_by_party",
    "weighings_count",
    "weighings_of",
    "weighings_open",
]
