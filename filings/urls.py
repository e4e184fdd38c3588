"""Pages of the platform's own filings."""

from typing import Any

from django.urls import URLPattern, path

from filings.views import (
    assessments,
    identity,
    incident,
    incidents,
    people,
    privacy,
    register,
    standards,
    technologies,
)

ASSESSMENT, TECHNOLOGY = "<uuid:assessment_id>", "<uuid:technology_id>"
REPORT = "<uuid:report_id>"
FILING, IMPACT, INCIDENT = "<uuid:filing_id>", "<uuid:impact_id>", "<uuid:incident_id>"


def _at(route: str, view: Any, name: str) -> URLPattern:
    found: URLPattern = path(f"filings{route}", view, name=name)
    return found


urlpatterns: list[URLPattern] = [
    _at("", register.filings, "filings"),
    _at("/new", register.filing_new, "filing-new"),
    _at("/add", register.filing_add, "filing-add"),
    _at(f"/{FILING}", register.filing, "filing"),
    _at(f"/{FILING}/change", register.filing_change, "filing-change"),
    _at(f"/{FILING}/evaluate", register.filing_evaluate, "filing-evaluate"),
    _at("/assessments", assessments.assessments, "filings-assessments"),
    _at("/assessments/begin", assessments.assessment_begin, "assessment-begin"),
    _at("/assessments/order", assessments.assessment_order, "assessment-order"),
    _at("/assessments/signal", assessments.signal_report, "signal-report"),
    _at(f"/assessments/{ASSESSMENT}", assessments.assessment, "assessment"),
    _at(f"/assessments/{ASSESSMENT}/answer", assessments.assessment_answer, "assessment-answer"),
    _at(f"/assessments/{ASSESSMENT}/sign", assessments.assessment_sign, "assessment-sign"),
    _at(f"/assessments/{ASSESSMENT}/submit", assessments.assessment_submit, "assessment-submit"),
    _at(f"/assessments/{ASSESSMENT}/decide", assessments.assessment_decide, "assessment-decide"),
    _at("/technologies", technologies.technologies, "filings-technologies"),
    _at("/technologies/declare", technologies.technology_declare, "technology-declare"),
    _at(f"/technologies/{TECHNOLOGY}", technologies.technology, "technology"),
    _at(
        f"/technologies/{TECHNOLOGY}/approve",
        technologies.technology_approve,
        "technology-approve",
    ),
    _at(f"/technologies/{TECHNOLOGY}/live", technologies.technology_live, "technology-live"),
    _at(f"/technologies/{TECHNOLOGY}/assess", technologies.technology_assess, "technology-assess"),
    _at(f"/technologies/{TECHNOLOGY}/review", technologies.technology_review, "technology-review"),
    _at(f"/technologies/{TECHNOLOGY}/retire", technologies.technology_retire, "technology-retire"),
    _at("/identity", identity.reports, "filings-identity"),
    _at("/identity/begin", identity.report_begin, "identity-begin"),
    _at(f"/identity/{REPORT}", identity.report, "identity-report"),
    _at(f"/identity/{REPORT}/make", identity.report_make, "identity-make"),
    _at(f"/identity/{REPORT}/release", identity.report_release, "identity-release"),
    _at(f"/identity/{REPORT}/take/<str:dataset>", identity.report_take, "identity-take"),
    _at(f"/identity/{REPORT}/submit", identity.report_submit, "identity-submit"),
    _at(f"/identity/{REPORT}/correct", identity.report_correct, "identity-correct"),
    _at("/staff", people.staff, "filings-staff"),
    _at("/staff/note", people.staffing_note, "staffing-note"),
    _at("/standards", standards.standards, "filings-standards"),
    _at("/standards/set", standards.conformity_set, "conformity-set"),
    _at("/standards/add", standards.standard_add, "standard-add"),
    _at("/standards/bring", standards.bring, "standards-bring"),
    _at("/impacts", privacy.impacts, "filings-impacts"),
    _at("/impacts/new", privacy.impact_new, "impact-new"),
    _at("/impacts/add", privacy.impact_add, "impact-add"),
    _at(f"/impacts/{IMPACT}", privacy.impact, "impact"),
    _at(f"/impacts/{IMPACT}/write", privacy.impact_write, "impact-write"),
    _at(f"/impacts/{IMPACT}/decide", privacy.impact_decide, "impact-decide"),
    _at("/incidents", incidents.incidents, "filings-incidents"),
    _at("/incidents/open", incidents.incident_open, "incident-open"),
    _at("/incidents/export", incidents.incidents_export, "incidents-export"),
    _at(f"/incidents/{INCIDENT}", incident.incident, "incident"),
    _at(f"/incidents/{INCIDENT}/assess", incident.incident_assess, "incident-assess"),
    _at(f"/incidents/{INCIDENT}/step", incident.incident_step, "incident-step"),
    _at(f"/incidents/{INCIDENT}/report", incident.incident_report, "incident-report"),
    _at(f"/incidents/{INCIDENT}/link", incident.incident_link, "incident-link"),
    _at(f"/incidents/{INCIDENT}/tell", incident.incident_tell, "incident-tell"),
    _at(f"/incidents/{INCIDENT}/close", incident.incident_close, "incident-close"),
]
