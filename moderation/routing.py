"""Addresses of the sockets."""

from typing import Any

from django.urls import path, re_path

from moderation import consumers

room: Any = consumers.RoomConsumer.as_asgi()
console: Any = consumers.ConsoleConsumer.as_asgi()
nowhere: Any = consumers.NowhereConsumer.as_asgi()

websocket_urlpatterns = [
    path("ws/rooms/<uuid:room_id>/", room),
    path("ws/console/", console),
    re_path("", nowhere),
]
