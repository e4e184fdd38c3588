"""Complaints arrive, are dealt with in time, and answered."""

from complaints.services.attaching import (
    EnoughFiles,
    attachment_add,
    attachment_answer,
    attachment_file,
)
from complaints.services.clusters import (
    ClusterOver,
    cluster_dismiss,
    clusters_lapse,
    complaint_weigh,
)
from complaints.services.converting import NoBroadcast, case_open
from complaints.services.declaring import (
    declaration_arrive,
    declaration_file,
    declaration_shown,
)
from complaints.services.faulting import seller_forgive, seller_late
from complaints.services.filing import (
    Filed,
    Filing,
    FormUsed,
    KeyTaken,
    Links,
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
from complaints.services.judging import (
    NothingFound,
    referral_accept,
    referral_excuse,
    referral_return,
)
from complaints.services.linking import complaint_link
from complaints.services.merging import (
    complaint_merge,
    complaint_part,
)
from complaints.services.notice import (
    PapersEnough,
    Particulars,
    notice_amend,
    notice_file,
    notice_take,
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
from complaints.services.referral import (
    AnsweredAlready,
    Ask,
    NobodyToAsk,
    ReferralOpen,
    Said,
    referral_answer,
    referral_make,
)
from complaints.services.reporting import ReportSent, report_begun, report_draft
from complaints.services.stepping import (
    NotNow,
)
from complaints.services.suing import follow_complaint as notice_follow
from complaints.services.suing import (
    notice_end,
    notice_fault,
    notice_lapse,
    notice_resume,
    notice_seen,
    notice_withdraw,
    suit_note,
    suit_tell,
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
    "AnsweredAlready",
    "Ask",
    "ClusterOver",
    "Draft",
    "EnoughFiles",
    "Filed",
    "Filing",
    "FormUsed",
    "KeyTaken",
    "Links",
    "NoBroadcast",
    "NobodyToAsk",
    "NotNow",
    "NothingFound",
    "OwnTerms",
    "PapersEnough",
    "Particulars",
    "PassGone",
    "ReferralOpen",
    "ReopenLate",
    "ReportSent",
    "Said",
    "SaidEnough",
    "TermsFaulty",
    "TermsLaxer",
    "attachment_add",
    "attachment_answer",
    "attachment_file",
    "case_open",
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
    "complaint_link",
    "complaint_merge",
    "complaint_note",
    "complaint_part",
    "complaint_reopen",
    "complaint_reply",
    "complaint_report_made",
    "complaint_take",
    "complaint_weigh",
    "contestable_until",
    "declaration_arrive",
    "declaration_file",
    "declaration_shown",
    "form_of_external",
    "notice_amend",
    "notice_end",
    "notice_fault",
    "notice_file",
    "notice_follow",
    "notice_lapse",
    "notice_resume",
    "notice_seen",
    "notice_take",
    "notice_withdraw",
    "pass_issue",
    "pass_open",
    "promise_of",
    "receipt_close",
    "receipt_reopen",
    "receipt_say",
    "receipt_withdraw",
    "referral_accept",
    "referral_answer",
    "referral_excuse",
    "referral_make",
    "referral_return",
    "report_begun",
    "report_draft",
    "seller_forgive",
    "seller_late",
    "suit_note",
    "suit_tell",
    "terms_discard",
    "terms_draft",
    "terms_of",
    "terms_publish",
]
