"""What can happen to a room."""

from rooms.services.cursor import cursor_advance, cursor_lock
from rooms.services.room import partitions_ensure, room_create, session_end, session_start
from rooms.services.segment import Receipt, segment_accept

__all__ = [
    "Receipt",
    "cursor_advance",
    "cursor_lock",
    "partitions_ensure",
    "room_create",
    "segment_accept",
    "session_end",
    "session_start",
]
