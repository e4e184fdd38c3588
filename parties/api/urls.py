"""API addresses of parties."""

from django.urls import path

from parties.api import (
    cards,
    consents,
    credentials,
    documents,
    marks,
    parties,
    provider,
    requests,
    ties,
    unreachable,
    verifications,
)

ONE = "parties/<uuid:party_id>"
urlpatterns = [
    path("identity-provider", provider.ProviderApi.as_view(), name="identity-provider-api"),
    path("parties", parties.PartiesApi.as_view(), name="parties"),
    path(ONE, parties.PartyApi.as_view(), name="party-api"),
    path(f"{ONE}/roles", parties.PartyRolesApi.as_view(), name="party-roles"),
    path(f"{ONE}/function", parties.PartyFunctionApi.as_view(), name="party-function"),
    path(f"{ONE}/close", parties.PartyCloseApi.as_view(), name="party-close"),
    path(f"{ONE}/documents", documents.PartyDocumentsApi.as_view(), name="party-documents"),
    path(f"{ONE}/credentials", credentials.PartyCredentialsApi.as_view(), name="party-credentials"),
    path(f"{ONE}/marks", marks.PartyMarksApi.as_view(), name="party-marks"),
    path(f"{ONE}/card", cards.PartyCardApi.as_view(), name="party-card"),
    path("cards/<uuid:card_id>/decide", cards.CardDecideApi.as_view(), name="card-decide-api"),
    path("unreachable", unreachable.UnreachablesApi.as_view(), name="unreachables-api"),
    path(
        "unreachable/<uuid:case_id>/act",
        unreachable.UnreachableActApi.as_view(),
        name="unreachable-act-api",
    ),
    path(f"{ONE}/ties", ties.PartyTiesApi.as_view(), name="party-ties"),
    path(
        "credentials/<uuid:credential_id>/decide",
        credentials.CredentialDecideApi.as_view(),
        name="credential-decide",
    ),
    path("ties", ties.TiesApi.as_view(), name="ties"),
    path("ties/<uuid:tie_id>/end", ties.TieEndApi.as_view(), name="tie-end"),
    path(
        "parties/<uuid:party_id>/verifications",
        verifications.VerificationsApi.as_view(),
        name="verifications-api",
    ),
    path(
        "parties/<uuid:party_id>/liveness", verifications.LivenessApi.as_view(), name="liveness-api"
    ),
    path(
        "verifications/<uuid:verification_id>",
        verifications.VerificationApi.as_view(),
        name="verification-api",
    ),
    path(
        "verifications/<uuid:verification_id>/confirm",
        verifications.LivenessConfirmApi.as_view(),
        name="liveness-confirm-api",
    ),
    path("parties/<uuid:party_id>/consents", consents.ConsentsApi.as_view(), name="consents-api"),
    path("parties/<uuid:party_id>/guardian", consents.GuardianApi.as_view(), name="guardian-api"),
    path(f"{ONE}/requests", requests.DataRequestsApi.as_view(), name="data-requests-api"),
    path(f"{ONE}/export", requests.PartyExportApi.as_view(), name="party-export-api"),
    path(
        "consents/<uuid:consent_id>/revoke",
        consents.ConsentRevokeApi.as_view(),
        name="consent-revoke-api",
    ),
]
