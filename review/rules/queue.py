"""How urgent an item is, and whether two answers agree."""

from datetime import datetime

LEASE_S = 600  # ten minutes; a heartbeat begins them anew
TIERS = {"first": 0, "second": 1, "key": 2}
MOST_RISK = 100
BREACH = frozenset({"measure", "stand", "block", "found"})
OUTCOMES = {
    "finding": ("measure", "stand", "dismiss"),
    "content": ("pass", "block"),
    "patrol": ("clean", "found", "unseen"),
}
MEDIUM_TAKES = 4  # a finding of medium severity may wait so many times longer


def due_s(opened_at: datetime, minutes: int) -> int:
    """Return by when somebody should have looked, in seconds since 1970."""
    return int(opened_at.timestamp()) + minutes * 60


def risk_of(number: float) -> int:
    """Return a risk as a whole number from 0 to 100, whatever was given."""
    return max(0, min(MOST_RISK, round(number))) if number == number else MOST_RISK


def agree(one: str, other: str) -> bool:
    """Tell whether two answers say the same: that something is wrong, or that nothing is."""
    return (one in BREACH) == (other in BREACH)


def rank_of(due: int, tier: int, risk: int) -> int:
    """Return what the database reckons as an item's place: the lowest is looked at first."""
    return due - tier * 600 - risk * 6
