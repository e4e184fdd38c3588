"""Ask about rooms, sessions and segments."""

from rooms.selectors.cast import cast_refs
from rooms.selectors.room import (
    admission_get,
    admission_latest,
    admission_list,
    room_asked,
    room_get,
    room_list,
    room_page,
    session_get,
    session_open,
    session_open_list,
    sessions_with,
)
from rooms.selectors.segment import (
    Recorded,
    Said,
    backlog,
    key_context,
    segment_count,
    segment_events,
    segment_list_since,
    segment_list_waiting,
    session_behind,
    session_key,
)

__all__ = [
    "Recorded",
    "Said",
    "admission_get",
    "admission_latest",
    "admission_list",
    "backlog",
    "cast_refs",
    "key_context",
    "room_asked",
    "room_get",
    "room_list",
    "room_page",
    "segment_count",
    "segment_events",
    "segment_list_since",
    "segment_list_waiting",
    "session_behind",
    "session_get",
    "session_key",
    "session_open",
    "session_open_list",
    "sessions_with",
]
