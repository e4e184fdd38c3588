"""What was known of the streamer when the broadcast began: given to the engine, never asked by it.

It does not change while the session lasts, so that a replay sees what the live run saw.
"""

from collections.abc import Mapping
from typing import NamedTuple

MOST_DAYS = 365


class Person(NamedTuple):
    """One who speaks: strikes that count against him, sanctions by whole days ago, whether barred.

    `is_known` tells whether the platform's number for him belongs to anybody it has verified.
    """

    strikes: int = 0
    sanctions: tuple[int, ...] = ()
    is_barred: bool = False
    is_known: bool = False

    def sanctioned(self, days: int) -> int:
        """Return how many sanctions against him began in the last so many days."""
        return _within(self.sanctions, days)


STRANGER = Person()


class Record(NamedTuple):
    """Tier, strikes that count, sanctions by whole days ago, findings by family and days ago.

    These are the operator's, who answers for the room; `people` are those on air, by the
    platform's numbers for them.
    """

    tier: str = ""
    strikes: int = 0
    sanctions: tuple[int, ...] = ()
    findings: Mapping[str, Mapping[int, int]] = {}
    people: Mapping[str, Person] = {}

    def past(self, code: str, days: int) -> int:
        """Return how many findings of a family were made in the last so many days."""
        within = max(1, min(days, MOST_DAYS))
        return sum(n for ago, n in self.findings.get(code, {}).items() if ago < within)

    def sanctioned(self, days: int) -> int:
        """Return how many sanctions began in the last so many days."""
        return _within(self.sanctions, days)


def _within(sanctions: tuple[int, ...], days: int) -> int:
    within = max(1, min(days, MOST_DAYS))
    return sum(1 for ago in sanctions if ago < within)


NOBODY = Record()
