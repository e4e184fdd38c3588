"""What was decided against whom, and what came of it."""

from sanctions.models.appeal import Appeal, Message
from sanctions.models.policy import LadderPolicy
from sanctions.models.sanction import Effect, Report, Review, Sanction, number_of
from sanctions.models.sharing import Match, Sharing
from sanctions.models.weighing import Weighing

__all__ = [
    "Appeal",
    "Effect",
    "LadderPolicy",
    "Match",
    "Message",
    "Report",
    "Review",
    "Sanction",
    "Sharing",
    "Weighing",
    "number_of",
]
