"""How a row of the duty board stands, by what its controls found. Pure."""

from collections.abc import Sequence
from enum import StrEnum

from livecompliance.kernel.duties import RANKS, Reading, State


class Standing(StrEnum):
    """How an article stands. In the order of how much it wants somebody."""

    BREACHED = "breached"
    AT_RISK = "at_risk"
    UNSEEN = "unseen"  # a duty that nobody looked at by then
    MET = "met"
    IDLE = "idle"  # nothing to judge
    EXCLUDED = "excluded"  # not applicable, by an officer's word and reason
    AUTHORITY = "authority"
    GENERAL = "general"


JUDGED = (Standing.BREACHED, Standing.AT_RISK, Standing.UNSEEN, Standing.MET)
OF_STATE = {
    State.BREACHED: Standing.BREACHED,
    State.AT_RISK: Standing.AT_RISK,
    State.MET: Standing.MET,
    State.IDLE: Standing.IDLE,
}


def standing(whose: str, *, is_excluded: bool, found: Sequence[Reading], missing: int) -> Standing:
    """Return how a row stands.

    Args:
        whose: platform, authority or general.
        is_excluded: an officer said why it does not apply.
        found: what its controls found.
        missing: how many of its controls did not look by then.
    """
    if whose != "platform":
        return Standing(whose)
    judged = [one.state for one in found]
    worst = min(judged, key=RANKS.__getitem__, default=None)
    if worst == State.BREACHED:
        return Standing.BREACHED  # whoever says that it does not apply is told otherwise by facts
    if is_excluded:
        return Standing.EXCLUDED
    if worst is None or (missing and worst != State.AT_RISK):
        return Standing.UNSEEN
    return OF_STATE[worst]


def proof(found: Sequence[Reading]) -> Reading | None:
    """Return the reading that the row shows: of the worst state, with the most behind it."""
    return min(found, key=lambda one: (RANKS[one.state], -(one.of or 0)), default=None)
