"""Ask about rooms, sessions and segments."""

from rooms.selectors.room import room_get, room_list, session_get, session_open, session_open_list

__all__ = ["room_get", "room_list", "session_get", "session_open", "session_open_list"]
