"""What can happen to the platform's own filings, assessments, standards, people, technologies."""

from filings.services.assessment import (
    AssessmentSigned,
    NotSigned,
    Order,
    Signature,
    assessment_answer,
    assessment_begin,
    assessment_decide,
    assessment_order,
    assessment_sign,
    assessment_submit,
)
from filings.services.conformity import Finding, conformity_set
from filings.services.evidence import EvidenceFull, evidence_store
from filings.services.filing import (
    Facts,
    FilingThere,
    filing_change,
    filing_evaluate,
    filing_register,
)
from filings.services.identity import JOB as IDENTITY_JOB
from filings.services.identity import (
    ReportState,
    identity_report_begin,
    identity_report_correct,
    identity_report_make,
    identity_report_release,
    identity_report_submit,
    identity_report_take,
    identity_reports_open,
    identity_tables,
)
from filings.services.identity_job import make as identity_make
from filings.services.impact import Draft, ImpactDecided, impact_decide, impact_write
from filings.services.incident import (
    Assessed,
    Found,
    IncidentClosed,
    IncidentUnfinished,
    incident_assess,
    incident_close,
    incident_open,
    incident_step,
)
from filings.services.incident_report import (
    ReportOutOfOrder,
    incident_report_draft,
    incident_report_sent,
)
from filings.services.incident_tell import (
    IsDrill,
    Notice,
    incident_link,
    incident_persons_tell,
)
from filings.services.signal import signal_report
from filings.services.staffing import (
    live_seconds,
    live_seconds_from,
    staffing_note,
    staffing_take,
)
from filings.services.standard import standard_record
from filings.services.standard_import import standards_import, standards_table
from filings.services.technology import (
    Declared,
    NotReady,
    SlugThere,
    technology_approve,
    technology_assess_again,
    technology_declare,
    technology_go_live,
    technology_retire,
    technology_review,
)

__all__ = [
    "IDENTITY_JOB",
    "Assessed",
    "AssessmentSigned",
    "Declared",
    "Draft",
    "EvidenceFull",
    "Facts",
    "FilingThere",
    "Finding",
    "Found",
    "ImpactDecided",
    "IncidentClosed",
    "IncidentUnfinished",
    "IsDrill",
    "NotReady",
    "NotSigned",
    "Notice",
    "Order",
    "ReportOutOfOrder",
    "ReportState",
    "Signature",
    "SlugThere",
    "assessment_answer",
    "assessment_begin",
    "assessment_decide",
    "assessment_order",
    "assessment_sign",
    "assessment_submit",
    "conformity_set",
    "evidence_store",
    "filing_change",
    "filing_evaluate",
    "filing_register",
    "identity_make",
    "identity_report_begin",
    "identity_report_correct",
    "identity_report_make",
    "identity_report_release",
    "identity_report_submit",
    "identity_report_take",
    "identity_reports_open",
    "identity_tables",
    "impact_decide",
    "impact_write",
    "incident_assess",
    "incident_close",
    "incident_link",
    "incident_open",
    "incident_persons_tell",
    "incident_report_draft",
    "incident_report_sent",
    "incident_step",
    "live_seconds",
    "live_seconds_from",
    "signal_report",
    "staffing_note",
    "staffing_take",
    "standard_record",
    "standards_import",
    "standards_table",
    "technology_approve",
    "technology_assess_again",
    "technology_declare",
    "technology_go_live",
    "technology_retire",
    "technology_review",
]
