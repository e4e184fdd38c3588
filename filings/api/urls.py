"""API addresses of filings, technologies, assessments, signals and evidence."""

from django.urls import path

from filings.api import identity, incidents, register, standards, technologies

urlpatterns = [
    path("filings", register.FilingsApi.as_view(), name="filings-api"),
    path("filings/assessments", register.AssessmentsApi.as_view(), name="assessments-api"),
    path(
        "filings/identity-reports",
        identity.IdentityReportsApi.as_view(),
        name="identity-reports-api",
    ),
    path("filings/incidents", incidents.IncidentsApi.as_view(), name="incidents-api"),
    path(
        "filings/incidents/<uuid:incident_id>",
        incidents.IncidentApi.as_view(),
        name="incident-api",
    ),
    path(
        "filings/incidents/<uuid:incident_id>/steps",
        incidents.IncidentStepsApi.as_view(),
        name="incident-steps-api",
    ),
    path("filings/standards", standards.StandardsApi.as_view(), name="standards-api"),
    path("filings/signals", register.SignalsApi.as_view(), name="signals-api"),
    path("filings/evidence", register.EvidenceApi.as_view(), name="evidence-api"),
    path("filings/technologies", technologies.TechnologiesApi.as_view(), name="technologies-api"),
]
