"""Ask about the platform's own filings, assessments, standards, people and technologies."""

from filings.selectors.assessment import (
    assessment_get,
    assessment_list,
    assessment_open,
    signal_baseline,
    signal_list,
)
from filings.selectors.board import Board, Line, board
from filings.selectors.conformity import (
    Standing,
    conformity_behind,
    conformity_get,
    conformity_list,
    standard_list,
    standards_standing,
)
from filings.selectors.filing import filing_get, filing_list
from filings.selectors.identity import (
    identity_files_there,
    identity_lines,
    identity_lines_wanting,
    identity_next,
    identity_periods,
    identity_report_get,
    identity_report_list,
    identity_report_of_file,
    identity_reports_naming,
    identity_round,
    identity_told,
)
from filings.selectors.incident import (
    incident_get,
    incident_list,
    incident_steps,
    incident_wants,
    link_list,
    report_facts,
    report_get,
    report_list,
    report_text,
    report_waiting,
    steps_done,
)
from filings.selectors.names import names_of
from filings.selectors.privacy import categories_wanting, impact_get, impact_list
from filings.selectors.staffing import (
    active_tenants,
    inspectors_now,
    staffing_get,
    staffing_list,
)
from filings.selectors.supervised import Supervised, supervised
from filings.selectors.technology import technology_get, technology_list

__all__ = [
    "Board",
    "Line",
    "Standing",
    "Supervised",
    "active_tenants",
    "assessment_get",
    "assessment_list",
    "assessment_open",
    "board",
    "categories_wanting",
    "conformity_behind",
    "conformity_get",
    "conformity_list",
    "filing_get",
    "filing_list",
    "identity_files_there",
    "identity_lines",
    "identity_lines_wanting",
    "identity_next",
    "identity_periods",
    "identity_report_get",
    "identity_report_list",
    "identity_report_of_file",
    "identity_reports_naming",
    "identity_round",
    "identity_told",
    "impact_get",
    "impact_list",
    "incident_get",
    "incident_list",
    "incident_steps",
    "incident_wants",
    "inspectors_now",
    "link_list",
    "names_of",
    "report_facts",
    "report_get",
    "report_list",
    "report_text",
    "report_waiting",
    "signal_baseline",
    "signal_list",
    "staffing_get",
    "staffing_list",
    "standard_list",
    "standards_standing",
    "steps_done",
    "supervised",
    "technology_get",
    "technology_list",
]
