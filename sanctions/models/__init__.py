"""What was decided against whom, and what came of it."""

from sanctions.models.appeal import Appeal, Message
from sanctions.models.policy import LadderPolicy
from sanctions.models.sanction import Effect, Report, Review, Sanction

__all__ = ["Appeal", "Effect", "LadderPolicy", "Message", "Report", "Review", "Sanction"]
