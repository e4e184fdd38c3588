"""API addresses of sanctions."""

from django.urls import path

from sanctions.api import matches, views

urlpatterns = [
    path("sanctions", views.SanctionsApi.as_view(), name="sanctions-api"),
    path("sanctions/reports", views.ReportsApi.as_view(), name="sanction-reports-api"),
    path("sanctions/matches", matches.MatchesApi.as_view(), name="matches-api"),
    path("sanctions/appeals", views.AppealsApi.as_view(), name="appeals-api"),
    path("sanctions/appeals/<uuid:appeal_id>", views.AppealReadApi.as_view(), name="appeal-read"),
    path(
        "sanctions/appeals/<uuid:appeal_id>/messages",
        views.AppealSayApi.as_view(),
        name="appeal-say-api",
    ),
    path(
        "sanctions/appeals/<uuid:appeal_id>/decide",
        views.AppealDecideApi.as_view(),
        name="appeal-decide-api",
    ),
    path("sanctions/<uuid:sanction_id>", views.SanctionApi.as_view(), name="sanction-api"),
    path("sanctions/<uuid:sanction_id>/keep", views.KeepApi.as_view(), name="sanction-keep-api"),
    path("sanctions/<uuid:sanction_id>/served", views.ServedApi.as_view(), name="served-api"),
    path("sanctions/<uuid:sanction_id>/appeal", views.AppealApi.as_view(), name="appeal-api"),
]
