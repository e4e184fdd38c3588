"""What can happen in conduct: lists are kept, links are looked behind, batches are watched."""

from conduct.services.agency import TraceClosed, agencies_follow, agency_decided, agency_trace_close
from conduct.services.claims import claims_watch
from conduct.services.company import company_watch
from conduct.services.criticism import criticism_watch, figures_of
from conduct.services.excuse import findings_excuse
from conduct.services.goods import goods_watch, seller_find
from conduct.services.jump import jumps_watch
from conduct.services.landing import LANDING, landing_keep, landing_order
from conduct.services.learnt import (
    NotItsTurn,
    SamePerson,
    classifier_approve,
    classifier_keep,
    classifier_retire,
    classifier_try,
)
from conduct.services.likeness import likeness_watch
from conduct.services.memory import memory_watch
from conduct.services.on_air import entries_look_again
from conduct.services.picture import MOST_BYTES, MOST_CODES, Code, Seen, picture_read
from conduct.services.promotion import cast_judge, promotion_watch
from conduct.services.proof import Proof, outcasts_register
from conduct.services.publicity import publicity_bar, publicity_release, withheld
from conduct.services.target import (
    AlreadyListed,
    Imported,
    target_add,
    target_remove,
    targets_export,
    targets_import,
)
from conduct.services.traffic import accounts_look, traffic_watch

__all__ = [
    "LANDING",
    "MOST_BYTES",
    "MOST_CODES",
    "AlreadyListed",
    "Code",
    "Imported",
    "NotItsTurn",
    "Proof",
    "SamePerson",
    "Seen",
    "TraceClosed",
    "accounts_look",
    "agencies_follow",
    "agency_decided",
    "agency_trace_close",
    "cast_judge",
    "claims_watch",
    "classifier_approve",
    "classifier_keep",
    "classifier_retire",
    "classifier_try",
    "company_watch",
    "criticism_watch",
    "entries_look_again",
    "figures_of",
    "findings_excuse",
    "goods_watch",
    "jumps_watch",
    "landing_keep",
    "landing_order",
    "likeness_watch",
    "memory_watch",
    "outcasts_register",
    "picture_read",
    "promotion_watch",
    "publicity_bar",
    "publicity_release",
    "seller_find",
    "target_add",
    "target_remove",
    "targets_export",
    "targets_import",
    "traffic_watch",
    "withheld",
]
