"""HTTP API of charter."""
