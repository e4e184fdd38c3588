"""In what words the record tells what happened to parties."""

from parties.acts import party, verification

__all__ = ["party", "verification"]
