"""What is done in oversight."""

from oversight.services.approving import (
    NoAuthority,
    NotReady,
    OutOfOrder,
    OwnApproval,
    dispatch_approve,
    dispatch_drop,
    dispatch_edit,
    dispatch_recall,
    dispatch_refuse,
    dispatch_route,
)
from oversight.services.authority import (
    AuthorityThere,
    Office,
    authority_renew,
    authority_retire,
    authority_set,
    domicile_set,
)
from oversight.services.carrying import dispatches_send
from oversight.services.checking import MOST_CHECKED, package_check
from oversight.services.clue import ClueDecided, clue_decide, clue_open
from oversight.services.destruction import (
    certificate_make,
    destruction_note,
    retention_preview,
    tenants_uncertified,
)
from oversight.services.dispute import dispute_offered, dispute_order, dispute_take
from oversight.services.drafting import Draft, dispatch_draft
from oversight.services.duty import Charging, charge_set, duties_look
from oversight.services.following import (
    FollowedUp,
    dispatch_correct,
    dispatch_feedback,
    dispatch_hand,
    dispatch_receipt,
    dispatch_retry,
    dispatch_withdraw,
)
from oversight.services.forgetting import ReportGone, dispatch_hold, dispatches_expire
from oversight.services.gathering import dispatches_gather
from oversight.services.looking import dispatch_look, dispatch_preview
from oversight.services.mechanism import Version, mechanism_record
from oversight.services.noting import NotNow
from oversight.services.ordering import (
    KIND,
    Wish,
    order_begin,
    package_again,
    package_order,
    package_order_by_key,
    package_order_unmasked,
)
from oversight.services.place import number_of
from oversight.services.recording import (
    Stretch,
    coverage_sweep,
    recordings_probe,
    recordings_report,
    tenants_with_recordings,
)
from oversight.services.sealing import NotSealed
from oversight.services.taking import (
    NotMade,
    package_cancel,
    package_hand,
    package_resume,
    package_take,
    package_take_by_key,
)
from oversight.services.timestamp import is_stamped, timestamps_ask
from oversight.services.witness import (
    WitnessKnown,
    tenants_with_witnesses,
    witness_add,
    witness_remove,
    witnesses_ask,
)
from oversight.services.writing import Written, package_write

__all__ = [
    "KIND",
    "MOST_CHECKED",
    "AuthorityThere",
    "Charging",
    "ClueDecided",
    "Draft",
    "FollowedUp",
    "NoAuthority",
    "NotMade",
    "NotNow",
    "NotReady",
    "NotSealed",
    "Office",
    "OutOfOrder",
    "OwnApproval",
    "ReportGone",
    "Stretch",
    "Version",
    "Wish",
    "WitnessKnown",
    "Written",
    "authority_renew",
    "authority_retire",
    "authority_set",
    "certificate_make",
    "charge_set",
    "clue_decide",
    "clue_open",
    "coverage_sweep",
    "destruction_note",
    "dispatch_approve",
    "dispatch_correct",
    "dispatch_draft",
    "dispatch_drop",
    "dispatch_edit",
    "dispatch_feedback",
    "dispatch_hand",
    "dispatch_hold",
    "dispatch_look",
    "dispatch_preview",
    "dispatch_recall",
    "dispatch_receipt",
    "dispatch_refuse",
    "dispatch_retry",
    "dispatch_route",
    "dispatch_withdraw",
    "dispatches_expire",
    "dispatches_gather",
    "dispatches_send",
    "dispute_offered",
    "dispute_order",
    "dispute_take",
    "domicile_set",
    "duties_look",
    "is_stamped",
    "mechanism_record",
    "number_of",
    "order_begin",
    "package_again",
    "package_cancel",
    "package_check",
    "package_hand",
    "package_order",
    "package_order_by_key",
    "package_order_unmasked",
    "package_resume",
    "package_take",
    "package_take_by_key",
    "package_write",
    "recordings_probe",
    "recordings_report",
    "retention_preview",
    "tenants_uncertified",
    "tenants_with_recordings",
    "tenants_with_witnesses",
    "timestamps_ask",
    "witness_add",
    "witness_remove",
    "witnesses_ask",
]
