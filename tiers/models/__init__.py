"""How operators are graded, where each stands and stood, and who watches their rooms."""

from tiers.models.figure import Figure
from tiers.models.patrol import RaisedPatrol
from tiers.models.policy import TierPolicy
from tiers.models.standing import Standing
from tiers.models.watch import Assignment, Gap

__all__ = ["Assignment", "Figure", "Gap", "RaisedPatrol", "Standing", "TierPolicy"]
