"""API addresses of review."""

from django.urls import path

from review.api import views

urlpatterns = [
    path("review/queue", views.QueueApi.as_view(), name="review-queue"),
    path("review/statistics", views.StatisticsApi.as_view(), name="review-statistics"),
    path("review/claim", views.ClaimApi.as_view(), name="review-claim"),
    path("review/heartbeat", views.HeartbeatApi.as_view(), name="review-heartbeat"),
    path(
        "review/items/<uuid:item_id>/release",
        views.ReleaseApi.as_view(),
        name="review-item-release",
    ),
    path(
        "review/items/<uuid:item_id>/decide", views.DecideApi.as_view(), name="review-item-decide"
    ),
]
