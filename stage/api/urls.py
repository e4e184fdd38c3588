"""API addresses of what is set before the audience."""

from django.urls import path

from stage.api import elements, hosts, minors, places, policy

urlpatterns = [
    path("stage-policy", policy.StagePolicyApi.as_view(), name="stage-policy-api"),
    path("rooms/<uuid:room_id>/elements", elements.ElementsApi.as_view(), name="room-elements"),
    path("elements/<uuid:proposal_id>", elements.VersionReadApi.as_view(), name="element-version"),
    path(
        "elements/<uuid:proposal_id>/decide",
        elements.ElementDecideApi.as_view(),
        name="element-decide",
    ),
    path("rooms/<uuid:room_id>/place", places.PlaceApi.as_view(), name="room-place"),
    path("rooms/<uuid:room_id>/placements", places.PlacementsApi.as_view(), name="room-placements"),
    path("rooms/<uuid:room_id>/virtual-hosts", hosts.HostsApi.as_view(), name="room-hosts"),
    path("virtual-hosts/<uuid:host_id>/assess", hosts.HostAssessApi.as_view(), name="host-assess"),
    path(
        "virtual-hosts/<uuid:host_id>/withdraw",
        hosts.HostWithdrawApi.as_view(),
        name="host-withdraw",
    ),
    path("rooms/<uuid:room_id>/minors", minors.MinorsDeclareApi.as_view(), name="room-minors"),
    path(
        "rooms/<uuid:room_id>/minors-notice",
        minors.MinorsNoticeApi.as_view(),
        name="room-minors-notice",
    ),
    path(
        "sessions/<uuid:session_id>/minors-notice/shown",
        minors.MinorsNoticeShownApi.as_view(),
        name="minors-notice-shown",
    ),
    path("minors/mode", minors.MinorModeApi.as_view(), name="minor-mode"),
    path("minors/spending", minors.MinorSpendingApi.as_view(), name="minor-spending"),
]
