"""API addresses of review, measures and notices."""

from django.urls import path

from moderation.api import notices, reviews, views

urlpatterns = [
    path("inspect", reviews.InspectApi.as_view(), name="inspect"),
    path("decisions/<uuid:decision_id>", reviews.DecisionReadApi.as_view(), name="decision-read"),
    path(
        "decisions/<uuid:decision_id>/decide",
        reviews.DecisionDecideApi.as_view(),
        name="decision-decide",
    ),
    path("rooms/<uuid:room_id>/measures", views.RoomMeasuresApi.as_view(), name="room-measures"),
    path(
        "measures/<uuid:measure_id>/acknowledge",
        views.MeasureAcknowledgeApi.as_view(),
        name="measure-acknowledge",
    ),
    path("measures/<uuid:measure_id>/undo", views.MeasureUndoApi.as_view(), name="measure-undo"),
    path(
        "measures/<uuid:measure_id>/release",
        views.MeasureReleaseApi.as_view(),
        name="measure-release",
    ),
    path(
        "measures/<uuid:measure_id>/receipt",
        views.MeasureReceiptApi.as_view(),
        name="measure-receipt",
    ),
    path("sessions/<uuid:session_id>/notice", notices.NoticeApi.as_view(), name="session-notice"),
]
