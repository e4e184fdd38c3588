"""API addresses of filings, technologies, assessments, signals and evidence."""

from django.urls import path

from filings.api import identity, register, technologies

urlpatterns = [
    path("filings", register.FilingsApi.as_view(), name="filings-api"),
    path("filings/assessments", register.AssessmentsApi.as_view(), name="assessments-api"),
    path(
        "filings/identity-reports",
        identity.IdentityReportsApi.as_view(),
        name="identity-reports-api",
    ),
    path("filings/signals", register.SignalsApi.as_view(), name="signals-api"),
    path("filings/evidence", register.EvidenceApi.as_view(), name="evidence-api"),
    path("filings/technologies", technologies.TechnologiesApi.as_view(), name="technologies-api"),
]
