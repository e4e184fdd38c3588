"""What can happen to sanctions: decisions, reviews, ends, appeals, ladders."""

from office.services import Draft, NoDraft
from sanctions.services.appeal import (
    Answer,
    AppealEnded,
    AppealLate,
    NotAppealable,
    appeal_decide,
    appeal_file,
    appeal_say,
)
from sanctions.services.decision import (
    KeyTaken,
    NotProposed,
    Order,
    OwnProposal,
    sanction_decide,
    sanction_review,
)
from sanctions.services.ending import (
    NotInForce,
    sanction_expire,
    sanction_lift,
    sanctions_expire,
)
from sanctions.services.ladder import (
    LadderFaulty,
    OwnLadder,
    ladder_discard,
    ladder_draft,
    ladder_publish,
)
from sanctions.services.notice import NotBegun, Served, notice_serve
from sanctions.services.reports import report_sent
from sanctions.services.rooms import session_limit
from sanctions.services.sharing import (
    MatchGone,
    documents_prepare,
    match_see,
    matches_follow,
    members_nudge,
    party_follow,
    sharing_set,
)
from sanctions.services.turns import SameOfficer
from sanctions.services.weighing import NothingToWeigh, sanction_keep

__all__ = [
    "Answer",
    "AppealEnded",
    "AppealLate",
    "Draft",
    "KeyTaken",
    "LadderFaulty",
    "MatchGone",
    "NoDraft",
    "NotAppealable",
    "NotBegun",
    "NotInForce",
    "NotProposed",
    "NothingToWeigh",
    "Order",
    "OwnLadder",
    "OwnProposal",
    "SameOfficer",
    "Served",
    "appeal_decide",
    "appeal_file",
    "appeal_say",
    "documents_prepare",
    "ladder_discard",
    "ladder_draft",
    "ladder_publish",
    "match_see",
    "matches_follow",
    "members_nudge",
    "notice_serve",
    "party_follow",
    "report_sent",
    "sanction_decide",
    "sanction_expire",
    "sanction_keep",
    "sanction_lift",
    "sanction_review",
    "sanctions_expire",
    "session_limit",
    "sharing_set",
]
