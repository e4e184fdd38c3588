"""API addresses of texts, agreements and trainings."""

from django.urls import path

from charter.api import agency, agreements, texts, trainings

urlpatterns = [
    path("charter/texts", texts.TextsApi.as_view(), name="charter-texts"),
    path("charter/texts/<uuid:version_id>", texts.TextApi.as_view(), name="charter-text-api"),
    path(
        "charter/texts/<uuid:version_id>/objections",
        texts.ObjectionsApi.as_view(),
        name="charter-objections",
    ),
    path("charter/agency", agency.AgencyApi.as_view(), name="agency-api"),
    path("charter/courses", trainings.CoursesApi.as_view(), name="charter-courses"),
    path(
        "parties/<uuid:party_id>/agreements",
        agreements.PartyAgreementsApi.as_view(),
        name="party-agreements",
    ),
    path(
        "parties/<uuid:party_id>/agency-records",
        agency.AgencyRecordsApi.as_view(),
        name="agency-records-api",
    ),
    path(
        "parties/<uuid:party_id>/trainings",
        trainings.PartyTrainingsApi.as_view(),
        name="party-trainings",
    ),
    path(
        "agreements/<uuid:agreement_id>/end",
        agreements.AgreementEndApi.as_view(),
        name="agreement-end",
    ),
]
