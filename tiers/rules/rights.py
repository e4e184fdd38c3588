"""What a tier decides for a room and its operator."""

from dataclasses import dataclass
from datetime import date

from rooms.rules.keeping import years_later
from tiers.rules.grading import Grading


@dataclass(frozen=True, slots=True)
class Entitlements:
    """What holds for a tier now. `retain_years` is the law's term and the tier's own on top."""

    tier: str
    policy_version: int
    services: tuple[str, ...]
    functions: tuple[str, ...]
    patrol_percent: int
    is_dedicated: bool
    retain_years: int

    def keeps_until(self, ended: date) -> date:
        """Return the last day on which a broadcast that ended on a day must still be there."""
        return years_later(ended, self.retain_years)


def entitled(grading: Grading, tier: str, version: int, law_years: int) -> Entitlements:
    """Return what a tier decides under a policy.

    Args:
        law_years: how long the law has broadcasts kept, whatever the tier.

    Law: M-tiering
    """
    rights = grading.rights[tier]
    return Entitlements(
        tier=tier,
        policy_version=version,
        services=rights.services,
        functions=rights.functions,
        patrol_percent=rights.patrol_percent,
        is_dedicated=rights.is_dedicated,
        retain_years=law_years + rights.retain_extra_years,
    )
