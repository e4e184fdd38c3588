"""What can happen in moderation: inspection, measures and their answers, notices, reviews."""

from moderation.services.acquittal import breaches_acquit
from moderation.services.answer import measure_acknowledge, measure_deliver, measure_receipt
from moderation.services.breach import breach_tell
from moderation.services.correction import corrections_watch
from moderation.services.decision import (
    Answer,
    decision_decide,
    item_judge,
    items_judge,
    items_read,
    publication_review,
)
from moderation.services.dismissal import finding_dismiss, finding_restore
from moderation.services.escalation import (
    executions_alarm_due,
    measures_escalate_due,
    session_close,
)
from moderation.services.filing import Filed, finding_file
from moderation.services.goods import goods_release, goods_warn
from moderation.services.inspection import Inspected, risks_refresh, session_inspect
from moderation.services.lifting import measure_lift, measure_void
from moderation.services.listed import listed_release, listed_stop
from moderation.services.measure import (
    measure_enforce,
    measure_issue,
    measure_release,
    measure_undo,
    measures_release_due,
)
from moderation.services.notice import notice_display, notice_raise
from moderation.services.notification import IN_WRITING, measure_notify
from moderation.services.replay import Replayed, engine_with, lines_try, segments_replay
from moderation.services.reply import Said, reply_once
from moderation.services.ruleset import (
    OwnPacks,
    Ruleset,
    base_families,
    own_packs_register,
    preload,
    ruleset_of,
)
from moderation.services.speaker import people_register, record_of, record_read, stands_register
from moderation.services.staging import host_suspend, place_warn
from moderation.services.watching import Hit, Seen, watch_register

__all__ = [
    "IN_WRITING",
    "Answer",
    "Filed",
    "Hit",
    "Inspected",
    "OwnPacks",
    "Replayed",
    "Ruleset",
    "Said",
    "Seen",
    "base_families",
    "breach_tell",
    "breaches_acquit",
    "corrections_watch",
    "decision_decide",
    "engine_with",
    "executions_alarm_due",
    "finding_dismiss",
    "finding_file",
    "finding_restore",
    "goods_release",
    "goods_warn",
    "host_suspend",
    "item_judge",
    "items_judge",
    "items_read",
    "lines_try",
    "listed_release",
    "listed_stop",
    "measure_acknowledge",
    "measure_deliver",
    "measure_enforce",
    "measure_issue",
    "measure_lift",
    "measure_notify",
    "measure_receipt",
    "measure_release",
    "measure_undo",
    "measure_void",
    "measures_escalate_due",
    "measures_release_due",
    "notice_display",
    "notice_raise",
    "own_packs_register",
    "people_register",
    "place_warn",
    "preload",
    "publication_review",
    "record_of",
    "record_read",
    "reply_once",
    "risks_refresh",
    "ruleset_of",
    "segments_replay",
    "session_close",
    "session_inspect",
    "stands_register",
    "watch_register",
]
