"""API addresses of tiers."""

from django.urls import path

from tiers.api import views

urlpatterns = [
    path(
        "operators/<uuid:operator_id>/tier", views.OperatorTierApi.as_view(), name="operator-tier"
    ),
    path("rooms/<uuid:room_id>/tier", views.RoomTierApi.as_view(), name="room-tier"),
    path("figures", views.FiguresApi.as_view(), name="figures"),
]
