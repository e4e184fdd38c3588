"""What a room does besides what it says, and what the platform knows of others."""

from conduct.models.jump import Jump, Landing
from conduct.models.target import ListHead, Target

__all__ = ["Jump", "Landing", "ListHead", "Target"]
