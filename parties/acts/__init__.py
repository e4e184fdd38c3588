"""In what words the record tells what happened to parties."""

from parties.acts import card, party, verification

__all__ = ["card", "party", "verification"]
