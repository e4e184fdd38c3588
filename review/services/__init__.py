"""What can happen in review: items come and go, are held, decided, passed on; rounds are made."""

from review.services.apart import Settled, difference_say, difference_settle
from review.services.deciding import ItemDecided, Verdict, item_decide
from review.services.desk import desk_plain_set
from review.services.lease import (
    HeldByAnother,
    NotForYou,
    RestDue,
    StaleVersion,
    TooManyHeld,
    item_claim,
    item_release,
    item_take,
    items_beat,
    items_leave,
    leases_follow,
)
from review.services.opening import (
    contents_open,
    findings_open,
    items_reopen,
    items_settle,
    queue_reconcile,
)
from review.services.passing import ROLES, item_escalate, item_skip
from review.services.patrol import rounds_follow
from review.services.quality import golden_retire, golden_write

__all__ = [
    "ROLES",
    "HeldByAnother",
    "ItemDecided",
    "NotForYou",
    "RestDue",
    "Settled",
    "StaleVersion",
    "TooManyHeld",
    "Verdict",
    "contents_open",
    "desk_plain_set",
    "difference_say",
    "difference_settle",
    "findings_open",
    "golden_retire",
    "golden_write",
    "item_claim",
    "item_decide",
    "item_escalate",
    "item_release",
    "item_skip",
    "item_take",
    "items_beat",
    "items_leave",
    "items_reopen",
    "items_settle",
    "leases_follow",
    "queue_reconcile",
    "rounds_follow",
]
