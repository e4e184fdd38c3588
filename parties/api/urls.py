"""API addresses of parties."""

from django.urls import path

from parties.api import credentials, documents, parties, ties

ONE = "parties/<uuid:party_id>"
urlpatterns = [
    path("parties", parties.PartiesApi.as_view(), name="parties"),
    path(ONE, parties.PartyApi.as_view(), name="party-api"),
    path(f"{ONE}/roles", parties.PartyRolesApi.as_view(), name="party-roles"),
    path(f"{ONE}/function", parties.PartyFunctionApi.as_view(), name="party-function"),
    path(f"{ONE}/close", parties.PartyCloseApi.as_view(), name="party-close"),
    path(f"{ONE}/documents", documents.PartyDocumentsApi.as_view(), name="party-documents"),
    path(f"{ONE}/credentials", credentials.PartyCredentialsApi.as_view(), name="party-credentials"),
    path(f"{ONE}/ties", ties.PartyTiesApi.as_view(), name="party-ties"),
    path(
        "credentials/<uuid:credential_id>/decide",
        credentials.CredentialDecideApi.as_view(),
        name="credential-decide",
    ),
    path("ties", ties.TiesApi.as_view(), name="ties"),
    path("ties/<uuid:tie_id>/end", ties.TieEndApi.as_view(), name="tie-end"),
]
