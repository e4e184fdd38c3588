"""Addresses of the API of oversight."""

from django.urls import path

from oversight.api import (
    inspections,
    outbox,
    packages,
    recordings,
    retention,
    statements,
    views,
    violators,
    witnesses,
)

urlpatterns = [
    path("outbox", outbox.ReportsApi.as_view(), name="outbox-api"),
    path("outbox/<uuid:dispatch_id>", outbox.ReportApi.as_view(), name="outbox-one-api"),
    path("violators", violators.ViolatorsApi.as_view(), name="violators-api"),
    path(
        "violators/<uuid:violator_id>/lift",
        violators.ViolatorLiftApi.as_view(),
        name="violator-lift-api",
    ),
    path("violator-lists", violators.ViolatorListsApi.as_view(), name="violator-lists-api"),
    path("inspections", inspections.InspectionsApi.as_view(), name="inspections-api"),
    path(
        "inspections/<uuid:inspection_id>",
        inspections.InspectionApi.as_view(),
        name="inspection-api",
    ),
    path("evidence-packages", packages.PackagesApi.as_view(), name="evidence-packages-api"),
    path(
        "evidence-packages/<uuid:evidence_id>",
        packages.PackageApi.as_view(),
        name="evidence-package-api",
    ),
    path(
        "evidence-packages/<uuid:evidence_id>/tickets",
        packages.PackageTicketApi.as_view(),
        name="evidence-ticket-api",
    ),
    path(
        "sessions/<uuid:session_id>/recordings",
        recordings.RecordingsApi.as_view(),
        name="session-recordings",
    ),
    path("retention", retention.RetentionApi.as_view(), name="retention-api"),
    path(
        "retention/certificates",
        retention.CertificatesApi.as_view(),
        name="certificates-api",
    ),
    path(
        "retention/certificates/<uuid:certificate_id>",
        retention.CertificateApi.as_view(),
        name="certificate-api",
    ),
    path("witnesses", witnesses.WitnessesApi.as_view(), name="witnesses-api"),
    path(
        "statements-of-reasons",
        statements.StatementsApi.as_view(),
        name="statements-api",
    ),
    path(
        "statements-of-reasons/<uuid:export_id>",
        statements.StatementApi.as_view(),
        name="statement-api",
    ),
    path(
        "statements-of-reasons/<uuid:export_id>/tickets",
        statements.StatementTicketApi.as_view(),
        name="statement-ticket-api",
    ),
    path("packages/verify", views.VerifyApi.as_view(), name="package-verify-api"),
]
