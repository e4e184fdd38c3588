"""Addresses of the pages: the wall, a room, the streamer's phone, the viewers' banner, the law."""

from django.urls import path

from moderation.views import embed, finding, law, room, stream, wall

urlpatterns = [
    path("", wall.home, name="home"),
    path("wall", wall.live_wall, name="wall"),
    path("rooms/<uuid:room_id>", room.room, name="room"),
    path("rooms/<uuid:room_id>/sides", room.room_sides, name="room-sides"),
    path("rooms/<uuid:room_id>/trend", room.room_trend, name="room-trend"),
    path("rooms/<uuid:room_id>/timeline", room.room_timeline, name="room-timeline"),
    path("rooms/<uuid:room_id>/measures", room.measure_issue, name="page-measure-issue"),
    path("rooms/<uuid:room_id>/preview", room.measure_preview, name="page-measure-preview"),
    path("measures/<uuid:measure_id>/undo", room.measure_undo, name="page-measure-undo"),
    path("measures/<uuid:measure_id>/lift", room.measure_lift, name="page-measure-lift"),
    path("measures/<uuid:measure_id>/release", room.measure_release, name="page-measure-release"),
    path("findings/<uuid:finding_id>/doubt", finding.finding_doubt, name="finding-doubt"),
    path("findings/<uuid:finding_id>/dismiss", finding.finding_dismiss, name="finding-dismiss"),
    path("findings/<uuid:finding_id>/restore", finding.finding_restore, name="finding-restore"),
    path("stream", stream.index, name="stream-index"),
    path("stream/<uuid:room_id>", stream.stream, name="stream"),
    path("stream/<uuid:room_id>/state", stream.stream_state, name="stream-state"),
    path("embed/rooms/<uuid:room_id>/notice", embed.notice, name="notice"),
    path("embed/rooms/<uuid:room_id>/shown", embed.notice_shown, name="notice-shown"),
    path("law", law.register, name="law"),
    path("law/<str:clause_id>", law.clause, name="clause"),
]
