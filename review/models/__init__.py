"""What waits for a person, who holds it, and what became of it."""

from review.models.item import Desk, Item, Remark, Settlement, Skip
from review.models.patrol import Round
from review.models.quality import Golden

__all__ = ["Desk", "Golden", "Item", "Remark", "Round", "Settlement", "Skip"]
