"""Which broadcasts a person has to look at in which stretch of time."""

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

LOOK_BACK = 8  # stretches that are made up for when nothing ran for a while


class Stretch(NamedTuple):
    """One stretch of a broadcast: its number, when it begins, by when somebody has looked."""

    number: int
    begins_at: datetime
    due_at: datetime


def stretches(
    started_at: datetime, now: datetime, every: timedelta, within: timedelta
) -> list[Stretch]:
    """Return the stretches of a broadcast that have begun, the last few."""
    if now < started_at:
        return []
    last = (now - started_at) // every
    return [
        Stretch(number, started_at + every * number, started_at + every * number + within)
        for number in range(max(0, last - LOOK_BACK + 1), last + 1)
    ]


def is_sampled(session_id: UUID, number: int, percent: int) -> bool:
    """Tell whether a person looks at this stretch: always the same answer, at random by id.

    Law: M-tiering
    """
    digest = hashlib.sha256(session_id.bytes + number.to_bytes(8, "big")).digest()
    return int.from_bytes(digest[:4], "big") % 100 < percent
