"""Whether a key room is being watched by who ought to."""

from collections.abc import Set as AbstractSet
from uuid import UUID

from tiers.rules.grading import Watch

WATCHED, ABSENT, UNASSIGNED = "watched", "absent", "unassigned"


def verdict(
    watch: Watch,
    on_shift: AbstractSet[UUID],
    looking: AbstractSet[UUID],
    patrol: AbstractSet[UUID],
) -> str:
    """Say how a key room is watched at this moment.

    Args:
        on_shift: who is assigned to it now.
        looking: who has its page open.
        patrol: who may patrol at all. Somebody else's look is nobody's.

    Law: M-tiering, O117-tiering
    """
    expected = on_shift & patrol
    enough = expected if expected and watch.who == "assigned" else patrol
    if looking & enough:
        return WATCHED
    return ABSENT if expected else UNASSIGNED
