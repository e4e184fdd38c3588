"""What an agreement or a training is worth on a day, and why it may be worth nothing. Pure."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

TRAINING = "training"


class Found(NamedTuple):
    """One thing that a party must have, and the best of it that was found.

    `kind` is an agreement's, or `training`; `other` is the agency of an agreement with one.
    `on_account_of` is who is asked about: the marketer whose agency has no agreement.
    `changed_on` is the day since which a later text holds that was not accepted.
    """

    party: UUID
    kind: str
    other: UUID | None
    on_account_of: UUID
    concluded_on: date | None
    starts_on: date | None
    ends_on: date | None
    ended_on: date | None
    changed_on: date | None


class Lack(NamedTuple):
    """Why something does not hold: `missing`, `lapsed` or `changed`, and since which day."""

    found: Found
    state: str
    since: date | None


def lack_of(found: Found, today: date) -> Lack | None:
    """Return why something does not hold today; None when it does."""
    if found.concluded_on is None or (found.starts_on and found.starts_on > today):
        return Lack(found, "missing", None)
    if found.ended_on is not None:
        return Lack(found, "lapsed", found.ended_on)
    if found.ends_on is not None and found.ends_on < today:
        return Lack(found, "lapsed", found.ends_on)
    if found.changed_on is not None:
        return Lack(found, "changed", found.changed_on)
    return None
