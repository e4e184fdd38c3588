"""Whether a room removes criticism rather than breaches: counts, shares and chance. Pure."""

from collections.abc import Sequence
from math import comb
from typing import NamedTuple

WINDOW_S = 1_800
LEAST_HIDDEN = 4  # critical comments removed, below which nothing is said of a pattern
CHANCE = 0.001  # so unlikely must the choice be, had nobody looked at what was said
MOST_COUNTED = 20_000  # comments of a window; beyond, all are scaled down alike


class Counts(NamedTuple):
    """What was said in a while and what became of it; removed is hidden, folded, muted, deleted."""

    said: int = 0
    critical: int = 0
    removed: int = 0
    hidden: int = 0

    def plus(self, other: "Counts") -> "Counts":
        return Counts(*(one + two for one, two in zip(self, other, strict=True)))

    @property
    def ratio(self) -> float:
        """The share of criticism that was removed, 0..1."""
        return self.hidden / self.critical if self.critical else 0.0

    @property
    def other_ratio(self) -> float:
        """The share of everything else that was removed."""
        others = self.said - self.critical
        return (self.removed - self.hidden) / others if others > 0 else 0.0


class Verdict(NamedTuple):
    """Whether criticism is being suppressed, and the numbers that say so."""

    is_suppressed: bool
    chance: float
    times: float


def judged(counts: Counts) -> Verdict:
    """Compare what was removed with what it said.

    Suppression is said of a room where at least four critical comments went, at least twice as
    readily as others, and a choice blind to what they say would hit so many of them less than
    once in a thousand times.

    Law: M-comment-management
    """
    whole = _consistent(counts)
    chance = tail(whole)
    times = whole.ratio / whole.other_ratio if whole.other_ratio else float("inf")
    telling = whole.hidden >= LEAST_HIDDEN and times >= 2
    return Verdict(telling and chance < CHANCE, chance, min(times, 999.0))


def _consistent(counts: Counts) -> Counts:
    """Return counts that fit together: what was removed was said, if perhaps before the window."""
    critical = max(counts.critical, counts.hidden)
    removed = max(counts.removed, counts.hidden)
    said = max(counts.said, critical + removed - counts.hidden)
    if said <= MOST_COUNTED:
        return Counts(said, critical, removed, counts.hidden)
    by = MOST_COUNTED / said
    return Counts(
        MOST_COUNTED,
        max(round(critical * by), round(counts.hidden * by)),
        round(removed * by),
        round(counts.hidden * by),
    )


def tail(counts: Counts) -> float:
    """Return how likely so many critical ones, or more, are among the removed by blind choice."""
    said, critical, removed, hidden = counts
    if not hidden:
        return 1.0
    whole = comb(said, removed)
    most = min(critical, removed)
    hits = sum(
        comb(critical, k) * comb(said - critical, removed - k) for k in range(hidden, most + 1)
    )
    return hits / whole if whole else 1.0


def quantile(values: Sequence[float], share: float) -> float | None:
    """Return the value below which a share of the values lies; None of nothing."""
    if not values:
        return None
    row = sorted(values)
    return row[min(len(row) - 1, int(share * len(row)))]
