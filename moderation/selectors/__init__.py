"""Ask about findings, measures, notices and reviews. Public names only."""

from moderation.selectors.decision import decision_get, decision_queue
from moderation.selectors.dismissal import (
    breaches_since,
    dismissal_find,
    dismissals_of,
    finding_reconsidered,
    finding_standing,
)
from moderation.selectors.finding import (
    Waiting,
    finding_get,
    finding_list,
    findings_unanswered,
    inspection_waiting,
)
from moderation.selectors.measure import (
    frame_list,
    level_next,
    measure_get,
    measure_list,
    measure_preview,
    measure_since,
    measure_standing,
    measure_unacknowledged,
    measures_named,
    measures_on,
    needs_step_up,
    state_find,
    suspensions_standing,
    tenants_due,
    tenants_stale,
    terms_of,
    warnings_standing,
)
from moderation.selectors.notice import Notice, notice_displays, notice_get
from moderation.selectors.past import Stands, past_findings
from moderation.selectors.terms import Counted, dismissed_by_rule, term_hits
from moderation.selectors.verdict import Verdict, findings_by_rule, verdicts_of
from moderation.selectors.words import content_of, excerpts_of, quote_of, words_key

__all__ = [
    "Counted",
    "Notice",
    "Stands",
    "Verdict",
    "Waiting",
    "breaches_since",
    "content_of",
    "decision_get",
    "decision_queue",
    "dismissal_find",
    "dismissals_of",
    "dismissed_by_rule",
    "excerpts_of",
    "finding_get",
    "finding_list",
    "finding_reconsidered",
    "finding_standing",
    "findings_by_rule",
    "findings_unanswered",
    "frame_list",
    "inspection_waiting",
    "level_next",
    "measure_get",
    "measure_list",
    "measure_preview",
    "measure_since",
    "measure_standing",
    "measure_unacknowledged",
    "measures_named",
    "measures_on",
    "needs_step_up",
    "notice_displays",
    "notice_get",
    "past_findings",
    "quote_of",
    "state_find",
    "suspensions_standing",
    "tenants_due",
    "tenants_stale",
    "term_hits",
    "terms_of",
    "verdicts_of",
    "warnings_standing",
    "words_key",
]
