"""Background entry points of parties."""

from parties.tasks import verification

__all__ = ["verification"]
