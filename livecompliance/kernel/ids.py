"""Make identifiers: UUIDv7, dated by the one clock, rising within a process."""

import os
import secrets
from datetime import timedelta
from threading import Lock
from uuid import UUID

import uuid_utils

from livecompliance.kernel import clock

_TAIL_BITS = 74  # 12 + 62 random bits around the version and the variant
_STEP_BITS = 32
_EPOCH_STEP = timedelta(microseconds=1)
_lock = Lock()
_last = 0


def uuid7() -> UUID:
    """Return a new id, greater than every id this process made before.

    Within one millisecond, or after the clock went back, the id before it is counted up by a
    random step: still unguessable, still in order.
    """
    global _last
    fresh = uuid_utils.uuid7(nanoseconds=_unix_nanoseconds()).int
    with _lock:
        if fresh <= _last:
            fresh = _after(_last)
        _last = fresh
    return UUID(int=fresh)


def _unix_nanoseconds() -> int:
    return (clock.now() - clock.UNIX_EPOCH) // _EPOCH_STEP * 1000


def _after(value: int) -> int:
    """Count up the random bits of an id; when they are used up, its millisecond."""
    milliseconds = value >> 80
    tail = (value >> 64 & 0xFFF) << 62 | value & (1 << 62) - 1
    tail += 1 + secrets.randbits(_STEP_BITS)
    milliseconds += tail >> _TAIL_BITS
    tail &= (1 << _TAIL_BITS) - 1
    return milliseconds << 80 | 7 << 76 | (tail >> 62) << 64 | 2 << 62 | tail & (1 << 62) - 1


def _restart() -> None:
    """Forget the last id in a forked child, which would otherwise repeat its sibling's."""
    global _last, _lock
    _lock = Lock()
    _last = 0


os.register_at_fork(after_in_child=_restart)
