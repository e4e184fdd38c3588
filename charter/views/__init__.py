"""Pages of charter."""
