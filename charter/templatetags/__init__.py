"""Template tags of charter."""
