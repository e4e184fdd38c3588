"""API addresses of conduct."""

from django.urls import path

from conduct.api import lists, pictures, promotion, rooms

urlpatterns = [
    path("conduct/lists", lists.ListsApi.as_view(), name="conduct-lists-api"),
    path(
        "conduct/lists/<uuid:target_id>/remove",
        lists.RemoveApi.as_view(),
        name="conduct-remove-api",
    ),
    path("rooms/<uuid:room_id>/conduct", rooms.RoomConductApi.as_view(), name="room-conduct-api"),
    path(
        "rooms/<uuid:room_id>/promotion",
        promotion.PromotionApi.as_view(),
        name="room-promotion-api",
    ),
    path("conduct/jumps", lists.JumpsApi.as_view(), name="conduct-jumps-api"),
    path("conduct/pictures", pictures.PicturesApi.as_view(), name="conduct-pictures-api"),
]
