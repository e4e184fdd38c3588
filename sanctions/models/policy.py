"""A tenant's ladders, version by version."""

from office.models import PolicyVersion, version_constraints, version_index


class LadderPolicy(PolicyVersion):
    """One version of the ladder: which violation leads to what, the first time and every next.

    `body` is a `sanctions.rules.ladder.Ladder`.
    """

    class Meta:
        constraints = version_constraints("ladder")
        indexes = [version_index("ladder")]
