"""What was known of the streamer when the broadcast began: given to the engine, never asked by it.

It does not change while the session lasts, so that a replay sees what the live run saw.
"""

from collections.abc import Mapping
from typing import NamedTuple

MOST_DAYS = 365


class Record(NamedTuple):
    """Tier, strikes that count, sanctions by whole days ago, findings by family and days ago."""

    tier: str = ""
    strikes: int = 0
    sanctions: tuple[int, ...] = ()
    findings: Mapping[str, Mapping[int, int]] = {}

    def past(self, code: str, days: int) -> int:
        """Return how many findings of a family were made in the last so many days."""
        within = max(1, min(days, MOST_DAYS))
        return sum(n for ago, n in self.findings.get(code, {}).items() if ago < within)

    def sanctioned(self, days: int) -> int:
        """Return how many sanctions began in the last so many days."""
        within = max(1, min(days, MOST_DAYS))
        return sum(1 for ago in self.sanctions if ago < within)


NOBODY = Record()
