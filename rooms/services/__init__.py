"""What can happen to a room."""

from rooms.services.room import room_create, session_end, session_start

__all__ = ["room_create", "session_end", "session_start"]
