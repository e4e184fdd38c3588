"""What can happen to a room."""

from rooms.services.admission import (
    LONGEST_OBSERVED,
    Wish,
    admission_try,
    cast_of,
    gate_observe,
    is_observing,
)
from rooms.services.cast import NotOnAir, admission_renew, cast_change
from rooms.services.cursor import cursor_advance, cursor_lock
from rooms.services.listed import admissions_renew, gates_hold, people_look_again
from rooms.services.midnight import admissions_turn
from rooms.services.retention import (
    REMINDED_WITHIN,
    Carried,
    SessionGone,
    SessionLive,
    partitions_drop,
    retention_carry_out,
    sales_complete,
    sales_remind,
    session_hold,
)
from rooms.services.room import (
    Start,
    partitions_ensure,
    room_create,
    room_operator_set,
    session_begin,
    session_end,
    session_start,
)
from rooms.services.segment import Receipt, segment_accept

__all__ = [
    "LONGEST_OBSERVED",
    "REMINDED_WITHIN",
    "Carried",
    "NotOnAir",
    "Receipt",
    "SessionGone",
    "SessionLive",
    "Start",
    "Wish",
    "admission_renew",
    "admission_try",
    "admissions_renew",
    "admissions_turn",
    "cast_change",
    "cast_of",
    "cursor_advance",
    "cursor_lock",
    "gate_observe",
    "gates_hold",
    "is_observing",
    "partitions_drop",
    "partitions_ensure",
    "people_look_again",
    "retention_carry_out",
    "room_create",
    "room_operator_set",
    "sales_complete",
    "sales_remind",
    "segment_accept",
    "session_begin",
    "session_end",
    "session_hold",
    "session_start",
]
