"""Complaints arrive, are dealt with in time, and answered."""

from complaints.services.attaching import (
    EnoughFiles,
    attachment_add,
    attachment_file,
)
from complaints.services.clusters import (
    ClusterOver,
    cluster_dismiss,
    clusters_lapse,
    complaint_weigh,
)
from complaints.services.filing import (
    Filed,
    Filing,
    FormUsed,
    KeyTaken,
    complaint_file,
    form_of_external,
)
from complaints.services.handling import (
    Answer,
    complaint_acknowledge,
    complaint_answer,
    complaint_ask,
    complaint_close,
    complaint_handle,
    complaint_note,
    complaint_reply,
    complaint_report_made,
    complaint_take,
)
from complaints.services.merging import (
    complaint_merge,
    complaint_part,
)
from complaints.services.own import (
    ReopenLate,
    SaidEnough,
    complaint_heard,
    complaint_reopen,
    contestable_until,
    receipt_close,
    receipt_reopen,
    receipt_say,
    receipt_withdraw,
)
from complaints.services.passes import PassGone, pass_issue, pass_open
from complaints.services.stepping import (
    NotNow,
)
from complaints.services.terms import (
    OwnTerms,
    TermsFaulty,
    TermsLaxer,
    terms_discard,
    terms_draft,
    terms_publish,
)
from complaints.services.timing import (
    clock_kind,
    clock_policy,
    clocks_start,
    promise_of,
    terms_of,
)
from office.services import Draft

__all__ = [
    "Answer",
    "ClusterOver",
    "Draft",
    "EnoughFiles",
    "Filed",
    "Filing",
    "FormUsed",
    "KeyTaken",
    "NotNow",
    "OwnTerms",
    "PassGone",
    "ReopenLate",
    "SaidEnough",
    "TermsFaulty",
    "TermsLaxer",
    "attachment_add",
    "attachment_file",
    "clock_kind",
    "clock_policy",
    "clocks_start",
    "cluster_dismiss",
    "clusters_lapse",
    "complaint_acknowledge",
    "complaint_answer",
    "complaint_ask",
    "complaint_close",
    "complaint_file",
    "complaint_handle",
    "complaint_heard",
    "complaint_merge",
    "complaint_note",
    "complaint_part",
    "complaint_reopen",
    "complaint_reply",
    "complaint_report_made",
    "complaint_take",
    "complaint_weigh",
    "contestable_until",
    "form_of_external",
    "pass_issue",
    "pass_open",
    "promise_of",
    "receipt_close",
    "receipt_reopen",
    "receipt_say",
    "receipt_withdraw",
    "terms_discard",
    "terms_draft",
    "terms_of",
    "terms_publish",
]
